/**
 * The vectors of one embedder held in memory, one byte a component, and compared with a question's one after the other:
 * 194,000 of 128 numbers take a twentieth of what vec0 takes for them (docs/decisions/074-vectors-scanned-in-memory.md). Knows nothing of SQL.
 */
import { dotProducts, strideStep } from '../../dot-products.ts';

/** Rows of one table, some of which may be empty places. */
export interface VectorBlock {
  /** One bit a row, lowest first: whether there is a vector. */
  readonly validity: Uint8Array;
  /** A little-endian 64-bit number a row. */
  readonly ids: Uint8Array;
  /** `dimensions` bytes a row. */
  readonly vectors: Uint8Array;
}

const idBytes = 8;

interface Neighbour {
  readonly id: number;
  readonly cosine: number;
}

export interface VectorScan {
  /** The nearest rows, best first, ties in the order of ids. */
  nearest(query: Int8Array, most: number): readonly Neighbour[];
}

/** Takes over what the blocks hold, up to `rowCount` rows. */
export function vectorScan(blocks: Iterable<VectorBlock>, rowCount: number, dimensions: number): VectorScan {
  const stride = Math.ceil(dimensions / strideStep) * strideStep;
  const query = rowCount * stride;
  const results = query + stride * Int16Array.BYTES_PER_ELEMENT;
  const { memory, run } = dotProducts(results + rowCount * Int32Array.BYTES_PER_ELEMENT);
  const ids = new Float64Array(rowCount);
  const codes = new Int8Array(memory, 0, query);
  const count = copyRows(blocks, codes, ids, stride, dimensions);
  const lengths = lengthsOf(codes, count, stride);
  return {
    nearest(vector, most) {
      if (count === 0) return [];
      new Int16Array(memory, query, stride).set(vector);
      run(0, count, stride, query, results);
      const length = Math.hypot(...vector);
      const products = new Int32Array(memory, results, count);
      const cosines = new Float32Array(count);
      for (let row = 0; row < count; row += 1) cosines[row] = (products[row] ?? 0) / ((lengths[row] ?? 1) * length);
      return highest(cosines, ids, most);
    },
  };
}

/** Gives the number of rows that were there. Copied byte by byte: a view for each row takes ten times as long. */
function copyRows(blocks: Iterable<VectorBlock>, codes: Int8Array, ids: Float64Array, stride: number, dimensions: number): number {
  let count = 0;
  for (const { validity, ids: packed, vectors } of blocks) {
    const numbers = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
    for (let row = 0; row * dimensions < vectors.length && count < ids.length; row += 1) {
      if ((((validity[row >> 3] ?? 0) >> (row & 7)) & 1) === 0) continue;
      ids[count] = numbers.getUint32(row * idBytes, true) + numbers.getUint32(row * idBytes + idBytes / 2, true) * 2 ** 32;
      const from = row * dimensions;
      const to = count * stride;
      for (let at = 0; at < dimensions; at += 1) codes[to + at] = vectors[from + at] ?? 0;
      count += 1;
    }
  }
  return count;
}

function lengthsOf(codes: Int8Array, count: number, stride: number): Float32Array {
  const lengths = new Float32Array(count);
  for (let row = 0; row < count; row += 1) {
    let sum = 0;
    for (let at = row * stride; at < (row + 1) * stride; at += 1) sum += (codes[at] ?? 0) ** 2;
    lengths[row] = Math.sqrt(sum);
  }
  return lengths;
}

/** The rows of the highest scores by insertion: few of them are ever moved. */
function highest(scores: Float32Array, ids: Float64Array, most: number): readonly Neighbour[] {
  const best: Neighbour[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < scores.length; row += 1) {
    const cosine = scores[row] ?? 0;
    if (cosine < least) continue;
    const neighbour = { id: ids[row] ?? 0, cosine };
    let at = best.length;
    while (at > 0 && isBefore(neighbour, best[at - 1])) at -= 1;
    best.splice(at, 0, neighbour);
    if (best.length > most) best.pop();
    if (best.length === most) least = best[most - 1]?.cosine ?? least;
  }
  return best;
}

const isBefore = (one: Neighbour, other: Neighbour | undefined): boolean =>
  other === undefined || one.cosine > other.cosine || (one.cosine === other.cosine && one.id < other.id);
