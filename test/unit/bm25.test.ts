/** The ranking by terms beside one that adds up everything, slowly and as the formula is written. */
import { expect, test } from 'vitest';
import { rank, type Scoring, trigramScoring, wordScoring } from '../../core/store/sqlite/bm25.ts';
import { invert, type Leg, type TermRow, wordLeg } from '../../core/store/sqlite/invert.ts';
import type { Snapshot } from '../../core/store/sqlite/snapshot.ts';

const vocabulary = Array.from({ length: 40 }, (_, index) => `w${index}`);

/** Texts of few and of many words, common words more often than rare ones; the same each time. */
function rowsOf(count: number): readonly TermRow[] {
  let state = 7;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const words = (most: number): string => Array.from({ length: next(most) }, () => vocabulary[next(next(40) + 1)]).join(' ');
  return Array.from({ length: count }, (_, index) => {
    const terms = { title: words(3), headings: words(4), body: words(30), trigramText: '' };
    return { id: index * 2 + 11, documentKey: 5 + Math.floor(index / 4), terms };
  });
}

const rows = rowsOf(300);
const split = (text: string): readonly string[] => text.split(' ').filter(Boolean);
const countIn = (text: string, term: string): number => split(text).filter((word) => word === term).length;
const lengthOf = ({ terms }: TermRow): number => split(`${terms.title} ${terms.headings} ${terms.body}`).length;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function snapshotOf(): Snapshot & { readonly read: string[] } {
  const { legs } = invert(rows);
  const chunks = Float32Array.from(rows, lengthOf);
  const documents = new Float32Array(Math.ceil(rows.length / 4));
  for (const [slot, length] of chunks.entries()) documents[slot >> 2] = (documents[slot >> 2] ?? 0) + length;
  const lengths = { chunks, documents, sum: sum([...chunks]) };
  const read: string[] = [];
  const listOf = (leg: Leg, term: string): readonly Uint8Array[] => {
    const list = legs[leg].get(term);
    return list === undefined ? [] : [list];
  };
  return {
    chunkIds: Float64Array.from(rows, ({ id }) => id),
    slots: Int32Array.from({ length: rows.length * 2 - 1 }, (_, index) => (index % 2 === 0 ? index / 2 : -1)),
    firstId: 11,
    documents: Int32Array.from(rows, (_, slot) => slot >> 2),
    documentCount: documents.length,
    documentKeys: Float64Array.from(documents, (_, number) => number + 5),
    legs: [lengths, lengths],
    languages: ['en'],
    read,
    postings: (leg, term) => {
      read.push(term);
      return listOf(leg, term);
    },
    postingBytes: (leg, term) => sum(listOf(leg, term).map(({ length }) => length)),
  };
}

function addedUp(terms: readonly string[], { k1, b, title, headings, neighbour, document }: Scoring): ReadonlyMap<number, number> {
  const idf = (holding: number, total: number): number => Math.log(1 + (total - holding + 0.5) / (holding + 0.5));
  const score = (count: number, length: number, average: number): number =>
    count === 0 ? 0 : (count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / average));
  const average = sum(rows.map(lengthOf)) / rows.length;
  const documents = [...Map.groupBy(rows, ({ documentKey }) => documentKey).values()];
  const average2 = sum(rows.map(lengthOf)) / documents.length;
  const holds = (row: TermRow, term: string): boolean => countIn(`${row.terms.title} ${row.terms.headings} ${row.terms.body}`, term) > 0;
  const counted = (all: readonly TermRow[], term: string): number =>
    sum(all.filter((row) => holds(row, term)).map((row) => Math.max(1, countIn(row.terms.body, term))));
  // Worked out once: a word for each row of each row would take a minute on a busy machine.
  const weights = new Map(terms.map((term) => [term, idf(rows.filter((row) => holds(row, term)).length, rows.length)]));
  const sharedWeights = new Map(
    terms.map((term) => [term, idf(documents.filter((own) => counted(own, term) > 0).length, documents.length)]),
  );
  const scores = rows.map((row, slot) =>
    sum(
      terms.map((term) => {
        const beside = [rows[slot - 1], rows[slot + 1]].filter((other) => other?.documentKey === row.documentKey);
        const own = countIn(row.terms.body, term) + title * countIn(row.terms.title, term) + headings * countIn(row.terms.headings, term);
        const count = own + neighbour * sum(beside.map((other) => countIn(other?.terms.body ?? '', term)));
        return (weights.get(term) ?? 0) * score(count, lengthOf(row), average);
      }),
    ),
  );
  const shared = documents.map((own) =>
    sum(terms.map((term) => (sharedWeights.get(term) ?? 0) * score(counted(own, term), sum(own.map(lengthOf)), average2))),
  );
  return new Map(rows.map(({ id }, slot) => [id, scores[slot] === 0 ? 0 : (scores[slot] ?? 0) + document * (shared[slot >> 2] ?? 0)]));
}

const weighted = (terms: readonly string[]) => terms.map((term) => ({ term, variants: [], weight: 1, near: [] }));

test.each([
  ['one word', ['w0']],
  ['rare and common words', ['w1', 'w39', 'w12']],
  ['every word there is', vocabulary],
])('ranks by %s as the full sum does', (_, terms) => {
  const { best } = rank(snapshotOf(), wordLeg, weighted(terms), wordScoring, rows.length);
  const expected = addedUp(terms, wordScoring);
  expect(best).toHaveLength([...expected.values()].filter((score) => score > 0).length);
  for (const { id, score } of best) expect(score / (expected.get(id) ?? 0)).toBeCloseTo(1, 4);
});

test('one question leaves nothing behind for the next', () => {
  const snapshot = snapshotOf();
  const first = rank(snapshot, wordLeg, weighted(['w3', 'w20']), wordScoring, 50);
  rank(snapshot, wordLeg, weighted(vocabulary), wordScoring, 50);
  expect(rank(snapshot, wordLeg, weighted(['w3', 'w20']), wordScoring, 50)).toEqual(first);
});

test('within a bound the shortest lists are read, the others not at all, and the ranking is that of those read', () => {
  const snapshot = snapshotOf();
  const bytes = (term: string): number => snapshot.postingBytes(wordLeg, term);
  const shortest = vocabulary.toSorted((one, other) => bytes(one) - bytes(other)).slice(0, 5);
  const bounded: Scoring = { ...trigramScoring, mostBytes: sum(shortest.map(bytes)) };
  const { best } = rank(snapshot, wordLeg, weighted(vocabulary), bounded, 300);
  expect(snapshot.read.toSorted()).toEqual(shortest.toSorted());
  const expected = addedUp(shortest, trigramScoring);
  expect(best.length).toBeGreaterThan(0);
  for (const { id, score } of best) expect(score / (expected.get(id) ?? 0)).toBeCloseTo(1, 4);
});

test('a chunk counts the best of a term and its near forms, each by its own rarity', () => {
  const snapshot = snapshotOf();
  const [near] = [{ term: 'w12', share: 0.5 }];
  const alone = (term: string) => new Map(ranked([{ term, variants: [], weight: 1, near: [] }]));
  const own = alone('w3');
  const other = alone('w12');
  const together = new Map(ranked([{ term: 'w3', variants: [], weight: 1, near: [near] }]));
  expect([...together.keys()].toSorted()).toEqual([...new Set([...own.keys(), ...other.keys()])].toSorted());
  for (const [id, score] of together) expect(score).toBeCloseTo(Math.max(own.get(id) ?? 0, 0.5 * (other.get(id) ?? 0)), 4);

  function ranked(terms: Parameters<typeof rank>[2]): readonly (readonly [number, number])[] {
    return rank(snapshot, wordLeg, terms, { ...wordScoring, document: 0 }, rows.length).best.map(({ id, score }) => [id, score] as const);
  }
});
