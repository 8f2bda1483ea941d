/** Documents, their parts and how they are stored. */

declare const brand: unique symbol;
type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };

/** Sixteen bytes of SHA-256 over the source, as hex: the same source keeps its id when its bytes change. */
export type DocumentId = Brand<string, 'DocumentId'>;
/** Row id of a chunk inside one collection file. Never reused for another text while the file lives. */
export type ChunkId = Brand<number, 'ChunkId'>;

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A column of a table definition, as the schema file declares it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly comment: string | null;
}

export interface ForeignKey {
  readonly columns: readonly string[];
  readonly table: string;
  readonly referencedColumns: readonly string[];
}

export interface TableDefinition {
  readonly kind: 'table' | 'view' | 'type';
  readonly name: string;
  readonly comment: string | null;
  readonly columns: readonly ColumnDefinition[];
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly ForeignKey[];
}

/**
 * A stretch of a document with one role. Blocks are in order and do not overlap; gaps are blank or markup.
 * A `picture` is one line of ours in the place of a page, or a whole file, that is a picture without text.
 */
export type Block =
  | { readonly kind: 'heading'; readonly span: Span; readonly depth: number }
  | { readonly kind: 'prose' | 'list' | 'table' | 'picture'; readonly span: Span }
  | { readonly kind: 'code'; readonly span: Span; readonly language: string | null }
  | { readonly kind: 'definition'; readonly span: Span; readonly definition: TableDefinition };

/** One rectangle on a page in PDF points, origin at the top left, for the text of `span`. */
export interface PageBox {
  readonly span: Span;
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Cells of a sheet: `cells` is an A1 range such as `A5:C5`. */
export interface CellRange {
  readonly span: Span;
  readonly sheet: string | null;
  readonly cells: string;
}

/** A picture inside a document; `span` is the block it stands in, or the one it stands before. */
export interface DocumentImage {
  readonly span: Span;
  readonly mediaType: string;
  readonly base64: string;
}

/** A picture that a document shows and that is a file of its own in the same collection, by the source it would have there. */
export interface PictureReference {
  readonly span: Span;
  readonly source: string;
}

/** What a parser makes of a file's bytes. The text is canonical from here on: nothing edits it. */
export interface ParsedDocument {
  readonly title: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Offset at which each page starts, page 1 first; empty when the format has no pages. */
  readonly pageStarts: readonly number[];
  readonly boxes: readonly PageBox[];
  readonly cells: readonly CellRange[];
  /** Doubts a person should know, each one sentence: "3 of 12 pages could not be read: 4, 5, 9." */
  readonly warnings: readonly string[];
  /** In order; absent where there are none, and in documents that come from the store, which gives them out by themselves. */
  readonly images?: readonly DocumentImage[];
  /** As `images`. */
  readonly pictureReferences?: readonly PictureReference[];
}

/** A piece of a document for search. Chunks tile the text: no gap, no overlap. */
export interface Chunk {
  readonly span: Span;
  /** Headings above the chunk, outermost first. */
  readonly headings: readonly string[];
  /** The section (heading to next heading of the same or a higher level) that the chunk belongs to. */
  readonly section: Span;
  /** Gemma tokens of the slice; they add up over the chunks of a document. */
  readonly tokens: number;
}

/** The searchable words of a chunk: tokens joined by single blanks, made by core/text/analyze.ts. */
export interface ChunkTerms {
  readonly title: string;
  readonly headings: string;
  readonly body: string;
  /** Text for the trigram index: normalised, but neither stemmed nor split. */
  readonly trigramText: string;
}

/** A document ready to be stored: everything that can be computed without the collection. */
export interface PreparedDocument {
  readonly parsed: ParsedDocument;
  readonly format: string;
  /** ISO 639-1 code, or `und` when unsure. */
  readonly language: string;
  readonly chunks: readonly Chunk[];
  readonly terms: readonly ChunkTerms[];
  /** Names of parser, chunker and analyser with versions: another recipe means "prepare it again". */
  readonly recipe: string;
}

export type DocumentStatus = 'indexed' | 'skipped' | 'failed';

/** One file met by an ingest, read or not, as `GET …/documents` shows it. */
export interface DocumentRecord {
  readonly id: DocumentId;
  readonly source: string;
  readonly title: string;
  readonly format: string;
  readonly status: DocumentStatus;
  /** Why it was skipped or failed, with the remedy; empty when indexed. */
  readonly reason: string;
  readonly warnings: readonly string[];
  readonly pages: number;
  /** How many pages, or 1 for a whole file, are pictures without text; absent when none is. */
  readonly picturePages?: number;
  readonly characters: number;
  readonly tokens: number;
  readonly chunks: number;
  readonly sizeBytes: number;
  /** SHA-256 of the original bytes, hex. */
  readonly hash: string;
  readonly language: string;
  readonly ingestedAt: string;
}

/** A stored document with its text and maps. */
export interface StoredDocument {
  readonly record: DocumentRecord;
  readonly parsed: ParsedDocument;
}

export interface StoredChunk extends Chunk {
  readonly id: ChunkId;
  readonly documentId: DocumentId;
  readonly ordinal: number;
}

export interface CollectionSummary {
  readonly name: string;
  readonly documents: number;
  readonly chunks: number;
  readonly tokens: number;
  /** Documents that were read with a warning. */
  readonly doubtful: number;
  /** Files that were met and not read: listed, not counted among the documents. */
  readonly unread: number;
  readonly sizeBytes: number;
  readonly updatedAt: string;
}

/** Which documents of a list are wanted: all, those read with a warning, or those that were not read. */
export type DocumentsShown = 'all' | 'doubtful' | 'unread';

/** One page of the list of documents. */
export interface DocumentsWanted {
  /** The source of the last document of the page before; empty for the first page. */
  readonly after: string;
  readonly limit: number;
  /** Only those whose source or title holds this, whatever the letter case; empty for any. */
  readonly holding: string;
  readonly show: DocumentsShown;
  /** Only those read since then, as `ingestedAt` has it; empty for any. */
  readonly since: string;
}

export interface DocumentPage {
  readonly documents: readonly DocumentRecord[];
  /** What to ask the next page with; null on the last. */
  readonly cursor: string | null;
  /** All that match, on this page and on others. */
  readonly total: number;
}
