/** Turning bytes into documents. */
import type { ParsedDocument } from '../types.ts';

export interface FileInput {
  /** Path inside the collection, with `/`. */
  readonly source: string;
  readonly bytes: Uint8Array;
}

/** A file found inside another one (zip entry, mail attachment); `name` is relative to its container. */
export interface InnerFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ParseResult {
  /** Null for pure containers such as zip. */
  readonly document: ParsedDocument | null;
  readonly inner: readonly InnerFile[];
  /** Inner files that were not taken out, each with its reason. */
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Turns bytes into text, blocks and maps. Runs in a sandboxed child process: no file, no socket, no child.
 * Throws AppError with a `file-…` code for what it cannot read; anything else it throws is a bug.
 */
export interface Parser {
  readonly name: string;
  /** Raise it whenever the output changes: documents are then prepared again. */
  readonly version: number;
  /** Lower case, with the dot: `.md`. */
  readonly extensions: readonly string[];
  /** True when the first bytes prove the format whatever the name says. */
  matches(head: Uint8Array): boolean;
  parse(file: FileInput): Promise<ParseResult>;
}
