/** Chooses which boundaries become chunk borders. */
import { type Boundary, mustCut, sectionCut } from './boundaries.ts';

// retrieval.md §3: chunks of 150-250 tokens that respect structure; a section may stand alone from 60 on.
const ideal = 200;
const most = 250;
const least = 150;
const leastSection = 60;
// What is left at the end of a stretch joins its last chunk when it is smaller than this.
const leastTail = 40;
// A table definition up to this size stays whole: some 80 columns.
const mostDefinition = 1_000;

/** Offsets of chunk borders, the first 0 and the last the end of the text. */
export function bordersOf(boundaries: readonly Boundary[], holdsDefinition: (start: number, end: number) => boolean): readonly number[] {
  const borders = [0];
  let from = 0;
  for (let at = 1; at < boundaries.length; at += 1) {
    if ((boundaries[at]?.strength ?? 0) < mustCut) continue;
    const stretch = boundaries.slice(from, at + 1);
    const limit = holdsDefinition(stretch[0]?.offset ?? 0, boundaries[at]?.offset ?? 0) ? mostDefinition : most;
    borders.push(...packed(stretch, limit));
    from = at;
  }
  return borders;
}

/** Ends of the chunks of one stretch, which starts and ends at forced cuts. */
function packed(stretch: readonly Boundary[], limit: number): readonly number[] {
  const ends: number[] = [];
  const last = stretch.length - 1;
  let left = stretch.slice(1).reduce((sum, boundary) => sum + boundary.tokens, 0);
  let from = 0;
  while (left > Math.max(limit, most + leastTail) && from < last) {
    const next = best(stretch, from);
    for (let at = from + 1; at <= next; at += 1) left -= stretch[at]?.tokens ?? 0;
    ends.push(stretch[next]?.offset ?? 0);
    from = next;
  }
  if (from < last) ends.push(stretch[last]?.offset ?? 0);
  return ends;
}

function best(stretch: readonly Boundary[], from: number): number {
  let tokens = 0;
  let chosen = from + 1;
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = from + 1; at < stretch.length; at += 1) {
    const boundary = stretch[at];
    if (boundary === undefined) break;
    tokens += boundary.tokens;
    if (tokens > most && at > from + 1) break;
    const value = worthOf(boundary, tokens);
    if (value >= highest) [chosen, highest] = [at, value];
  }
  return chosen;
}

/** The strength of the boundary, less for a size off the ideal, and hardly anything for a chunk that is too small. */
function worthOf(boundary: Boundary, tokens: number): number {
  const smallest = boundary.strength >= sectionCut ? leastSection : least;
  const shortfall = tokens < smallest ? mustCut + smallest - tokens : 0;
  return boundary.strength - Math.abs(tokens - ideal) / 20 - shortfall;
}
