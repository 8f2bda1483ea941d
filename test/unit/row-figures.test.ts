import { describe, expect, test } from 'vitest';
import { extractive } from '../../server/generate/extractive.ts';
import { openShelf } from './answer-shelf.ts';
import { oracleTable, wrongFigures } from './row-oracle.ts';

// The last one has more rows than were once looked into; tables of 200,000 rows are asked by test/bench/rows.ts.
describe.each([
  [11, 1],
  [12, 2],
  [13, 31],
  [14, 400],
  [15, 6_000],
])('of table %i, which has %i rows', (seed, rowCount) => {
  test('every figure of an answer is the one of plain code', { timeout: 120_000 }, async () => {
    const { source, text, questions } = oracleTable(seed, rowCount, 14);
    const shelf = await openShelf({ [source]: text });
    try {
      const wrong: string[] = [];
      for (const asked of questions) {
        const answer = await shelf.ask(extractive(shelf.deps.config), { question: asked.question });
        wrong.push(...wrongFigures(answer, asked, rowCount).map((what) => `${asked.question} ${what}`));
      }
      expect(wrong).toEqual([]);
    } finally {
      shelf.close();
    }
  });
});

test('the oracle sees a wrong figure', () => {
  const asked = { question: '', expected: { kind: 'rows', rows: 40 } } as const;
  const right = '**40** of 90 rows of orders.csv. [1]\n- a [2]\n\nAnd 10 more.';
  expect(wrongFigures({ text: right, table: null }, asked, 90)).toEqual([]);
  for (const wrong of ['**30**', 'of 40 rows', 'And 11 more.']) {
    const text = right.replace(wrong.startsWith('*') ? '**40**' : wrong.startsWith('of') ? 'of 90 rows' : 'And 10 more.', wrong);
    expect(wrongFigures({ text, table: null }, asked, 90)).not.toEqual([]);
  }
});
