/** Word vectors that come with the program: which words of a language lie near each other in meaning. */
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { dotProducts } from '../dot-products.ts';

export interface WordTable {
  /** Index terms (stems) by row. */
  readonly terms: readonly string[];
  readonly rows: ReadonlyMap<string, number>;
  /** The products of a row with every row. Vectors have the length 127, so that a product over 127² is a cosine. Good until the next call. */
  products(row: number): Int32Array;
}

/** Languages that have a table; README.md says what each is made from. */
const files: Readonly<Record<string, string>> = { en: 'words-en.br' };

const loaded = new Map<string, WordTable>();

/** The table of a language, read at first use in some 50 ms; null where there is none. */
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
  const rows = new Map(terms.map((term, row) => [term, row]));
  return { terms, rows, products: productsOver(bytes.subarray(end), terms.length, bytes.readUInt32LE(4)) };
}

/** @param dimensions a multiple of `strideStep` of dot-products.ts */
function productsOver(vectors: Uint8Array, count: number, dimensions: number): WordTable['products'] {
  const query = count * dimensions;
  const results = query + dimensions * Int16Array.BYTES_PER_ELEMENT;
  const { memory, run } = dotProducts(results + count * Int32Array.BYTES_PER_ELEMENT);
  const codes = new Int8Array(memory, 0, query);
  codes.set(new Int8Array(vectors.buffer, vectors.byteOffset, query));
  const asked = new Int16Array(memory, query, dimensions);
  const products = new Int32Array(memory, results, count);
  return (row) => {
    asked.set(codes.subarray(row * dimensions, (row + 1) * dimensions));
    run(0, count, dimensions, query, results);
    return products;
  };
}
