/** Merges neighbouring symbols, the best pair first, until none is left. The core of both kinds of tokenizers. */

/** Lower is better; undefined for two symbols that are never merged. */
type RankOf = (left: string, right: string) => number | undefined;

/**
 * Longest run of symbols that is merged at once: the time grows with its square. Only text without gaps is longer,
 * such as encoded bytes; it is cut there, which makes at most one token too many at each cut.
 */
const longestRun = 1_024;

export function mergeAll(symbols: readonly string[], rankOf: RankOf): readonly string[] {
  if (symbols.length > longestRun) {
    return [...mergeAll(symbols.slice(0, longestRun), rankOf), ...mergeAll(symbols.slice(longestRun), rankOf)];
  }
  const left = [...symbols];
  const ranks = left.map((symbol, place) => rankOf(symbol, left[place + 1] ?? '') ?? Number.POSITIVE_INFINITY);
  const rankAt = (place: number): void => {
    const [one, other] = [left[place], left[place + 1]];
    if (one !== undefined) ranks[place] = (other === undefined ? undefined : rankOf(one, other)) ?? Number.POSITIVE_INFINITY;
  };
  while (left.length > 1) {
    let best = 0;
    for (let place = 1; place < ranks.length; place++) if ((ranks[place] ?? 0) < (ranks[best] ?? 0)) best = place;
    if (ranks[best] === Number.POSITIVE_INFINITY) break;
    left.splice(best, 2, `${left[best] ?? ''}${left[best + 1] ?? ''}`);
    ranks.splice(best + 1, 1);
    rankAt(best);
    if (best > 0) rankAt(best - 1);
  }
  return left;
}

/** Counts of short pieces are kept: a language has few words and uses them often. */
export function remembered(count: (piece: string) => number): (piece: string) => number {
  const known = new Map<string, number>();
  return (piece) => {
    const before = known.get(piece);
    if (before !== undefined) return before;
    const counted = count(piece);
    if (piece.length <= longestRemembered) {
      if (known.size >= mostRemembered) known.clear();
      known.set(piece, counted);
    }
    return counted;
  };
}

// V8 copies slices of up to 12 characters; a longer one would keep its whole document alive in the memo.
const longestRemembered = 12;
const mostRemembered = 50_000;
