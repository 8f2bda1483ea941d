/** In a repository a test repeats the words of what it tests, and is seldom what is asked for. */
import type { ChunkId } from '../../core/types.ts';
import type { FusedHit } from './fuse.ts';

// Chosen on own-repository (test/eval/LOG.md): the right document is first for 52 % of the questions, 46 % without; 0.6 to 0.8
// are alike, and the mildest is taken.
const share = 0.8;
// Looking up a chunk costs some 10 microseconds, so only as many are looked at as can be shown after the move, and some more.
const fewestLookedAt = 30;

const inTestFolder = /(?:^|\/)(?:tests?|__tests__|specs?|testing|testdata|__mocks__)\//i;
const testName = /[._-](?:test|spec)\.\w+$|(?:^|\/)test_\w+\.py$|Tests?\.(?:java|kt|cs|php|swift|scala)$/;
const askedFor = /(?<![\p{L}\p{N}])(?:tests?|tested|testing|specs?|assert\w*|mock\w*|fixtures?|benchmarks?)(?![\p{L}\p{N}])/iu;

/** Source code that tests other source code, by where it lies and how it is called. An office's folder of tests is none. */
export function isTestFile(source: string, format: string): boolean {
  return format === 'code' && (inTestFolder.test(source) || testName.test(source));
}

export function asksForTests(question: string): boolean {
  return askedFor.test(question);
}

/** The list with hits in test files at four fifths of their score, as deep as it matters for the first `limit`; best first. */
export function testsBehind(
  ranked: readonly FusedHit[],
  limit: number,
  inTests: (ids: readonly ChunkId[]) => ReadonlySet<ChunkId>,
): readonly FusedHit[] {
  const depth = Math.max(fewestLookedAt, 2 * limit);
  const tests = inTests(ranked.slice(0, depth).map(({ id }) => id));
  const weighed = ranked.map((hit) => (tests.has(hit.id) ? { ...hit, score: hit.score * share } : hit));
  return weighed.sort((one, other) => other.score - one.score || one.id - other.id);
}
