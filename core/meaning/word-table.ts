/** Word vectors that come with the program: which words of a language lie near each other in meaning. */
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

export interface WordTable {
  /** Index terms (stems) by row. */
  readonly terms: readonly string[];
  readonly rows: ReadonlyMap<string, number>;
  readonly dimensions: number;
  /** Unit vectors times 127, row after row: the product of two rows over 127² is their cosine. */
  readonly vectors: Int8Array;
}

/** Languages that have a table; README.md says what each is made from. */
const files: Readonly<Record<string, string>> = { en: 'words-en.br' };

const loaded = new Map<string, WordTable>();

/** The table of a language, read at first use in some 30 ms; null where there is none. */
export function wordTable(language: string): WordTable | null {
  const known = loaded.get(language);
  if (known !== undefined) return known;
  const file = files[language];
  if (file === undefined) return null;
  const table = unpackTable(brotliDecompressSync(readFileSync(new URL(file, import.meta.url))));
  loaded.set(language, table);
  return table;
}

/** Length of the terms in bytes, dimensions, then the terms one a line, then the vectors. Numbers are 32 bits, little-endian. */
export function packTable(terms: readonly string[], dimensions: number, vectors: Int8Array): Uint8Array {
  const lines = Buffer.from(terms.join('\n'), 'utf8');
  const head = Buffer.alloc(8);
  head.writeUInt32LE(lines.length, 0);
  head.writeUInt32LE(dimensions, 4);
  return Buffer.concat([head, lines, Buffer.from(vectors.buffer, vectors.byteOffset, vectors.length)]);
}

function unpackTable(bytes: Buffer): WordTable {
  const end = 8 + bytes.readUInt32LE(0);
  const terms = bytes.toString('utf8', 8, end).split('\n');
  return {
    terms,
    rows: new Map(terms.map((term, row) => [term, row])),
    dimensions: bytes.readUInt32LE(4),
    vectors: new Int8Array(bytes.buffer, bytes.byteOffset + end, bytes.length - end),
  };
}
