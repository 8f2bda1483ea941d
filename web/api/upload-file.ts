/** A file of this machine and what it shall be called on the shelf. */
export interface UploadFile {
  /** Path inside the collection, with `/`. */
  readonly path: string;
  readonly file: File;
}
