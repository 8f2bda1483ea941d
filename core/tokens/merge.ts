/**
 * Byte-pair encoding without a merge table. In this vocabulary every cut of a token into two tokens is a merge
 * (all 514,906 published merges follow, and no other), and merges apply in the order of the id of their result,
 * then of the longer left half, then of the place. So the token strings alone decide.
 */
import { byteToken, type Vocabulary } from './vocabulary.ts';

// A candidate is one number, least first: id (18 bits), 63 - length of the left half (6 bits), place (28 bits).
const placeBits = 2 ** 28;
const lengthBits = 2 ** 6;

const encoder = new TextEncoder();

/** Tokens of a piece of text with `▁` for blanks. Characters that are no token become their UTF-8 bytes. */
export function mergePiece(piece: string, vocabulary: Vocabulary): readonly number[] {
  const whole = vocabulary.ids.get(piece);
  // Every token is reachable by merging its own text, so a piece that is a token is that token.
  if (whole !== undefined) return [whole];
  const lengths = mergedLengths(piece, vocabulary);
  const tokens: number[] = [];
  for (let start = 0; start < piece.length; start += lengths[start] ?? 1) {
    const symbol = piece.slice(start, start + (lengths[start] ?? 1));
    const id = vocabulary.ids.get(symbol);
    if (id === undefined) for (const byte of encoder.encode(symbol)) tokens.push(byteToken(byte));
    else tokens.push(id);
  }
  return tokens;
}

/** For each place where a token starts, its length; other places hold leftovers. */
function mergedLengths(piece: string, vocabulary: Vocabulary): Int32Array {
  const lengths = new Int32Array(piece.length);
  const previous = new Int32Array(piece.length).fill(-1);
  const candidates: number[] = [];

  const offer = (left: number): void => {
    const right = left + (lengths[left] ?? 0);
    if (right >= piece.length) return;
    const id = vocabulary.ids.get(piece.slice(left, right + (lengths[right] ?? 0)));
    if (id !== undefined) push(candidates, (id * lengthBits + lengthBits - 1 - (right - left)) * placeBits + left);
  };

  for (let start = 0, before = -1; start < piece.length; ) {
    lengths[start] = (piece.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
    previous[start] = before;
    before = start;
    start += lengths[start] ?? 1;
  }
  for (let start = 0; start < piece.length; start += lengths[start] ?? 1) offer(start);

  while (candidates.length > 0) {
    const candidate = pop(candidates);
    const left = candidate % placeBits;
    const rest = Math.floor(candidate / placeBits);
    const leftLength = lengthBits - 1 - (rest % lengthBits);
    const length = vocabulary.tokens[Math.floor(rest / lengthBits)]?.length ?? 0;
    const right = left + leftLength;
    // Stale when an earlier merge took either half; a swallowed left half has length 0.
    if (lengths[left] !== leftLength || leftLength + (lengths[right] ?? 0) !== length) continue;
    lengths[left] = length;
    lengths[right] = 0;
    const next = left + length;
    if (next < piece.length) previous[next] = left;
    const before = previous[left] ?? -1;
    if (before >= 0) offer(before);
    offer(left);
  }
  return lengths;
}

/** Binary min-heap of numbers. */
function push(heap: number[], value: number): void {
  let child = heap.length;
  heap.push(value);
  while (child > 0) {
    const parent = (child - 1) >> 1;
    const above = heap[parent] ?? 0;
    if (above <= value) break;
    heap[child] = above;
    child = parent;
  }
  heap[child] = value;
}

function pop(heap: number[]): number {
  const least = heap[0] ?? 0;
  const last = heap.pop() ?? 0;
  const size = heap.length;
  if (size === 0) return least;
  let parent = 0;
  for (;;) {
    let child = 2 * parent + 1;
    if (child >= size) break;
    if (child + 1 < size && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child++;
    const below = heap[child] ?? 0;
    if (below >= last) break;
    heap[parent] = below;
    parent = child;
  }
  heap[parent] = last;
  return least;
}
