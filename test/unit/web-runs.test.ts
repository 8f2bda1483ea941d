import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headingSigns, runsOf, segmentAt, segmentEdges } from '../../web/source/runs.ts';

const spans = fc.array(
  fc.tuple(fc.nat({ max: 90 }), fc.nat({ max: 30 })).map(([start, length]) => ({ start, end: start + length })),
  { maxLength: 6 },
);

describe('runs', () => {
  test('tile their stretch without gap or overlap, whatever is marked', () => {
    fc.assert(
      fc.property(
        spans,
        spans,
        fc.uniqueArray(fc.nat({ max: 100 })),
        fc.nat({ max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (marks, headings, pages, start, length) => {
          const runs = runsOf(start, start + length, {
            marks: marks.map((span) => ({ ...span, isActive: false })),
            headings: headings.map((span) => ({ ...span, depth: 1 })),
            markup: [],
            pageStarts: pages.toSorted((first, second) => first - second),
            pictures: [],
          });
          expect(runs[0]?.start).toBe(start);
          expect(runs.at(-1)?.end).toBe(start + length);
          expect(runs.every((run, index) => run.end > run.start && (index === 0 || runs[index - 1]?.end === run.start))).toBe(true);
        },
      ),
    );
  });

  test('mark exactly the words of a passage, across a heading and a page', () => {
    const text = 'Leave\n28 days\nnext page';
    const runs = runsOf(0, text.length, {
      headings: [{ start: 0, end: 5, depth: 1 }],
      markup: [],
      pageStarts: [0, 14],
      pictures: [],
      marks: [{ start: 3, end: 18, isActive: true }],
    });
    expect(
      runs
        .filter(({ mark }) => mark === 'active')
        .map(({ start, end }) => text.slice(start, end))
        .join(''),
    ).toBe(text.slice(3, 18));
    expect(runs.map(({ page }) => page)).toEqual([1, null, null, 2, null]);
    expect(runs.map(({ heading }) => heading)).toEqual([1, 1, null, null, null]);
  });

  test('end where a line ends that stands for a picture, so that it can be shown there', () => {
    const map = { headings: [], markup: [], pageStarts: [0, 12], pictures: [{ start: 12, end: 20 }], marks: [] };
    expect(runsOf(0, 25, map).map(({ end, picture }) => [end, picture])).toEqual([
      [12, null],
      [20, 12],
      [25, null],
    ]);
  });

  test('show the active mark where two overlap', () => {
    const marks = [
      { start: 0, end: 10, isActive: true },
      { start: 5, end: 15, isActive: false },
    ];
    expect(runsOf(0, 20, { headings: [], markup: [], pageStarts: [], pictures: [], marks }).map(({ mark }) => mark)).toEqual([
      'active',
      'active',
      'other',
      null,
    ]);
  });
});

test('only number signs before a heading are markup', () => {
  const text = '# One\n\nTwo\n===\n\n  ### Three';
  const headings = ['One', 'Two', 'Three'].map((title) => ({ start: text.indexOf(title), end: text.indexOf(title) + title.length }));
  expect(headingSigns(text, headings)).toEqual([{ start: 0, end: 2 }]);
});

describe('segments', () => {
  test('join to the whole text, and are cut at line ends', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 30 })), (lines) => {
        const text = lines.join('\n');
        const edges = segmentEdges(text, 40);
        expect(
          edges
            .slice(1)
            .map((end, index) => text.slice(edges[index], end))
            .join(''),
        ).toBe(text);
        expect(
          edges.slice(1, -1).every((edge) => text[edge - 1] === '\n' || !text.slice(Math.max(0, edge - 40), edge).includes('\n')),
        ).toBe(true);
      }),
    );
  });

  test('do not cut a character in two', () => {
    expect(segmentEdges(`a${'😀'.repeat(30)}`, 10).every((edge) => edge === 0 || (edge - 1) % 2 === 0)).toBe(true);
  });

  test('each offset lies in the segment that is found for it', () => {
    const edges = [0, 10, 25, 40];
    expect([0, 9, 10, 24, 25, 39, 40, 99].map((offset) => segmentAt(edges, offset))).toEqual([0, 0, 1, 1, 2, 2, 2, 2]);
    expect(segmentAt([0, 0], 0)).toBe(0);
  });

  test('a text of seven million characters is cut within a frame or two', () => {
    const text = 'A line of a very long document.\n'.repeat(220_000);
    const startedAt = performance.now();
    expect(segmentEdges(text).length).toBeGreaterThan(1000);
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});
