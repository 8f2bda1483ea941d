import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DocumentRecord } from '../../core/types.ts';
import { type NumberedPassage, retrievedPassages, sectionPassages, wholePassages } from '../../server/answer/passages/passages.ts';
import { openShelf, type Shelf } from './answer-shelf.ts';

const paragraph = (topic: string, index: number): string =>
  `${topic} number ${index} is described here at some length, so that a section takes more than one chunk. `.repeat(6);

const files = {
  'b.md': `# Boats\n\n${Array.from({ length: 8 }, (_, index) => `## Boat ${index}\n\n${paragraph('The boat', index)}\n`).join('\n')}`,
  'a.md': `# Apples\n\n${Array.from({ length: 8 }, (_, index) => `## Apple ${index}\n\n${paragraph('The apple', index)}\n`).join('\n')}`,
  'c.txt': 'Cherries are red.\n',
};

let shelf: Shelf;
let records: readonly DocumentRecord[];
beforeAll(async () => {
  shelf = await openShelf(files);
  records = await shelf.deps.collection.documents();
});
afterAll(() => shelf.close());

const search = (question: string) => shelf.deps.collection.search(question, 20, null);
const numbersOf = (passages: readonly NumberedPassage[]) => passages.map(({ number }) => number);

async function expectTrue(passages: readonly NumberedPassage[]): Promise<void> {
  expect(numbersOf(passages)).toEqual(passages.map((_, index) => index + 1));
  for (const { source, span, text } of passages) expect((await shelf.text(source)).slice(span.start, span.end)).toBe(text);
}

describe('the whole collection', () => {
  test('is every text once, without gap or overlap, in the order of sources', async () => {
    const passages = await wholePassages(shelf.deps.collection, records.toReversed());
    await expectTrue(passages);
    expect([...new Set(passages.map(({ source }) => source))]).toEqual(['a.md', 'b.md', 'c.txt']);
    for (const source of Object.keys(files)) {
      const own = passages.filter((passage) => passage.source === source);
      expect(own.map(({ text }) => text).join('')).toBe(await shelf.text(source));
    }
  });

  test('is numbered sparsely: numbers are dear', async () => {
    const passages = await wholePassages(shelf.deps.collection, records);
    const full = passages.filter((passage, index) => passages[index + 1]?.source === passage.source);
    expect(full.every(({ tokens }) => tokens >= 200)).toBe(true);
  });
});

describe('retrieved passages', () => {
  test('stay within their budget and hold the best hit', async () => {
    const { hits } = await search('apple number 5');
    const passages = await retrievedPassages(shelf.deps.collection, hits, { tokens: 500, widens: true });
    await expectTrue(passages);
    expect(passages.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(500);
    expect(
      passages.some(({ source, span }) => source === hits[0]?.source && span.start <= hits[0].span.start && hits[0].span.end <= span.end),
    ).toBe(true);
  });

  test('come in document order, the best document last', async () => {
    const { hits } = await search('apple number 5 or a boat');
    const passages = await retrievedPassages(shelf.deps.collection, hits, { tokens: 100_000, widens: true });
    expect(passages.at(-1)?.source).toBe(hits[0]?.source);
    for (const [index, passage] of passages.entries()) {
      const next = passages[index + 1];
      if (next?.source === passage.source) expect(next.span.start).toBeGreaterThanOrEqual(passage.span.end);
    }
  });

  test('grow to the section of a hit', async () => {
    const { hits } = await search('apple number 5');
    const best = hits.slice(0, 1);
    const narrow = await retrievedPassages(shelf.deps.collection, best, { tokens: 4_000, widens: false });
    const wide = await retrievedPassages(shelf.deps.collection, best, { tokens: 4_000, widens: true });
    const section = best[0]?.section ?? { start: 0, end: 0 };
    expect(narrow).toHaveLength(1);
    expect(wide[0]?.span.start).toBeLessThanOrEqual(section.start);
    expect(wide.at(-1)?.span.end).toBeGreaterThanOrEqual(section.end);
  });

  test('of no hits are none', async () => {
    expect(await retrievedPassages(shelf.deps.collection, [], { tokens: 4_000, widens: true })).toEqual([]);
  });
});

describe('sections', () => {
  test('are read in full, several to a document, within the budget', async () => {
    const { hits } = await search('apple number 5');
    const passages = await sectionPassages(shelf.deps.collection, hits, 1_500);
    await expectTrue(passages);
    const tokens = passages.reduce((sum, passage) => sum + passage.tokens, 0);
    expect(tokens).toBeLessThanOrEqual(1_500);
    expect(tokens).toBeGreaterThan(700);
    const best = hits[0];
    const text = passages
      .filter(({ source }) => source === best?.source)
      .map((passage) => passage.text)
      .join('');
    const section = (await shelf.text('a.md')).slice(best?.section.start, best?.section.end);
    expect(text.replace(/\s+/g, ' ')).toContain(section.trim().replace(/\s+/g, ' '));
  });

  test('give way to their hits where one is longer than the budget', async () => {
    const { hits } = await search('apple number 5');
    const passages = await sectionPassages(shelf.deps.collection, hits, 160);
    expect(passages.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(160);
    expect(passages.some(({ span }) => span.start <= (hits[0]?.span.start ?? 0) && (hits[0]?.span.end ?? 0) <= span.end)).toBe(true);
  });

  test('go on to the rest of the best documents when there is room', async () => {
    const { hits } = await search('apple number 5');
    const passages = await sectionPassages(shelf.deps.collection, hits.filter(({ source }) => source === 'a.md').slice(0, 1), 100_000);
    expect(passages.map(({ text }) => text).join('')).toBe(await shelf.text('a.md'));
  });

  test('of nothing are none', async () => {
    expect(await sectionPassages(shelf.deps.collection, [], 4_000)).toEqual([]);
  });
});
