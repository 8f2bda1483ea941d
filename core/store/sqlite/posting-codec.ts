/** Bytes of posting lists and chunk tables. Knows nothing of SQL or scores. */

/** How often a term is in the fields of a chunk, as one number: body · 16 + title · 4 + headings. */
export type Counts = number;

const bodyStep = 16;
const titleStep = 4;
// Two bits each: a term four times in a title says no more than three times.
const mostInField = 3;
const onceInBody = bodyStep;

export function countsOf(title: number, headings: number, body: number): Counts {
  return body * bodyStep + Math.min(title, mostInField) * titleStep + Math.min(headings, mostInField);
}

export function bodyCount(counts: Counts): number {
  return counts >>> 4;
}

export function titleCount(counts: Counts): number {
  return (counts >> 2) & mostInField;
}

export function headingsCount(counts: Counts): number {
  return counts & mostInField;
}

/** A posting list under construction. Chunk ids must ascend. */
export interface PostingWriter {
  readonly bytes: number[];
  last: number;
}

export function postingWriter(): PostingWriter {
  return { bytes: [], last: 0 };
}

/** Gap to the id before, times two, plus one when counts follow: nearly all postings are "once in the body". */
export function addPosting(writer: PostingWriter, chunkId: number, counts: Counts): void {
  const gap = chunkId - writer.last;
  writer.last = chunkId;
  writeNumber(writer.bytes, gap * 2 + (counts === onceInBody ? 0 : 1));
  if (counts !== onceInBody) writeNumber(writer.bytes, counts);
}

function writeNumber(bytes: number[], value: number): void {
  let rest = value;
  // Division, not shifts: ids may pass 2^31 in a file that lives for years.
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

/** Postings unpacked: the first `size` entries count, until the next list is unpacked. */
export interface Postings {
  readonly ids: Float64Array;
  readonly counts: Uint32Array;
  readonly size: number;
}

/**
 * Unpacks a list, ids ascending, into arrays that the next call uses again. One loop over plain numbers: a callback a
 * posting makes a search twice as slow, and fresh arrays a list half as slow again.
 */
export function unpackPostings(bytes: Uint8Array): Postings {
  const { ids, counts } = roomFor(bytes.length);
  let size = 0;
  let id = 0;
  let at = 0;
  while (at < bytes.length) {
    let head = bytes[at++] ?? 0;
    // Gaps and counts below 128 take one byte, and nearly all are.
    if (head > 127) {
      head -= 128;
      for (let factor = 128, byte = 128; byte > 127; factor *= 128) {
        byte = bytes[at++] ?? 0;
        head += (byte & 127) * factor;
      }
    }
    const hasCounts = head % 2;
    id += (head - hasCounts) / 2;
    ids[size] = id;
    let packed = onceInBody;
    if (hasCounts === 1) {
      packed = bytes[at++] ?? 0;
      if (packed > 127) {
        packed -= 128;
        for (let factor = 128, byte = 128; byte > 127; factor *= 128) {
          byte = bytes[at++] ?? 0;
          packed += (byte & 127) * factor;
        }
      }
    }
    counts[size++] = packed;
  }
  return { ids, counts, size };
}

let room: Omit<Postings, 'size'> = { ids: new Float64Array(0), counts: new Uint32Array(0) };

/** A posting takes a byte at least. */
function roomFor(postings: number): Omit<Postings, 'size'> {
  if (room.ids.length < postings) room = { ids: new Float64Array(postings * 2), counts: new Uint32Array(postings * 2) };
  return room;
}

/** Calls `visit` for each posting, ids ascending. */
export function readPostings(bytes: Uint8Array, visit: (chunkId: number, counts: Counts) => void): void {
  const { ids, counts, size } = unpackPostings(bytes);
  for (let at = 0; at < size; at += 1) visit(ids[at] ?? 0, counts[at] ?? 0);
}

/** What ranking needs to know of a chunk. Lengths count terms; `letters` counts trigrams. */
export interface ChunkFigures {
  readonly id: number;
  readonly documentKey: number;
  readonly words: number;
  readonly letters: number;
}

/** In this order: id, document key, words, letters. */
export const figuresPerChunk = 4;

export function packFigures(chunks: readonly ChunkFigures[]): Buffer {
  const packed = new Float64Array(chunks.length * figuresPerChunk);
  for (const [index, { id, documentKey, words, letters }] of chunks.entries()) {
    packed.set([id, documentKey, words, letters], index * figuresPerChunk);
  }
  return Buffer.from(packed.buffer);
}

/** The same as plain numbers, `figuresPerChunk` a chunk. */
export function figuresIn(bytes: Uint8Array): Float64Array {
  // A copy: SQLite's buffer need not lie at a multiple of eight.
  return new Float64Array(Uint8Array.from(bytes).buffer);
}

export function unpackFigures(bytes: Uint8Array): readonly ChunkFigures[] {
  const packed = figuresIn(bytes);
  return Array.from({ length: packed.length / figuresPerChunk }, (_, index) => {
    const [id = 0, documentKey = 0, words = 0, letters = 0] = packed.subarray(index * figuresPerChunk, (index + 1) * figuresPerChunk);
    return { id, documentKey, words, letters };
  });
}
