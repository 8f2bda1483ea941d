import { describe, expect, test } from 'vitest';
import { openRows, type QueryTable } from '../../core/store/index.ts';
import { runQueries } from '../../server/answer/rows/run-query.ts';

const prices: QueryTable = {
  name: 'prices',
  columns: [
    { name: 'item', isNumber: false },
    { name: 'price', isNumber: true },
  ],
  rows: [
    ['Desk lamp', 49],
    ['Office chair', 320],
    ['Bookshelf', null],
  ],
};

const go = new AbortController().signal;

function asked(sql: string, mostRows = 10) {
  const rows = openRows([prices]);
  try {
    return rows.query(sql, mostRows);
  } finally {
    rows.close();
  }
}

describe('a query over rows', () => {
  test('gets columns and cells, and counts the rows of a table', () => {
    expect(asked('SELECT _row, item, price FROM prices WHERE price > 40')).toEqual({
      kind: 'rows',
      columns: ['_row', 'item', 'price'],
      rows: [
        [1, 'Desk lamp', 49],
        [2, 'Office chair', 320],
      ],
      hasMore: false,
    });
  });

  test('says when there are more rows than asked for', () => {
    expect(asked('SELECT item FROM prices', 2)).toMatchObject({ rows: [['Desk lamp'], ['Office chair']], hasMore: true });
  });

  test.each([
    ['a second statement', 'SELECT 1; DROP TABLE prices', /more than one statement/],
    ['a change', 'DELETE FROM prices', /only one SELECT/],
    ['a change that returns rows', 'INSERT INTO prices VALUES (9, 1, 2) RETURNING item', /only one SELECT/],
    ['a change behind WITH', 'WITH x AS (SELECT 1) DELETE FROM prices RETURNING item', /only one SELECT/],
    ['another database', "ATTACH DATABASE '/tmp/carrel-attached.db' AS other", /only one SELECT/],
    ['a setting', 'PRAGMA query_only = OFF', /only one SELECT/],
    ['a setting behind a comment', '/* SELECT */ PRAGMA query_only = OFF', /only one SELECT/],
    ['a copy into a file', "VACUUM INTO '/tmp/carrel-copy.db'", /only one SELECT/],
    ['a library', "SELECT load_extension('/tmp/x.so')", /not authorized|no such function/],
    ['a file', "SELECT readfile('/etc/passwd')", /no such function/],
    ['a table that is not there', 'SELECT * FROM people', /no such table/],
    ['nothing', '', /only one SELECT/],
    ['a text of a gigabyte', 'SELECT length(hex(zeroblob(900000000)))', /memory|too big/],
  ] as const)('refuses %s', (_, sql, reason) => {
    expect(asked(sql)).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
  });

  test('shortens cells and shows bytes as hexadecimal', () => {
    const outcome = asked("SELECT printf('%5000d', 1), x'cafe'");
    expect(outcome.kind === 'rows' && outcome.rows[0]?.map((cell) => String(cell).length)).toEqual([2000, 4]);
  });
});

describe('the process for queries', () => {
  test('answers each statement in order', async () => {
    const replies = await runQueries(
      { tables: [prices], statements: ['SELECT count(*) FROM prices', 'SELECT x FROM prices'], mostRows: 5 },
      go,
    );
    expect(replies).toMatchObject([
      { kind: 'rows', rows: [[3]] },
      { kind: 'refused', reason: 'no such column: x' },
    ]);
  });

  test('is killed when a statement does not end', async () => {
    const bomb = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';
    const replies = await runQueries({ tables: [prices], statements: [bomb], mostRows: 5 }, go, 1500);
    expect(replies).toMatchObject([{ kind: 'refused', reason: 'it took longer than 1.5 s' }]);
  });

  test('that crashes has refused what it was asked', async () => {
    const twice = { ...prices, columns: [...prices.columns, ...prices.columns] };
    const replies = await runQueries({ tables: [twice], statements: ['SELECT 1', 'SELECT 2'], mostRows: 5 }, go);
    expect(replies).toEqual(
      Array.from({ length: 2 }, () => ({ kind: 'refused', reason: 'the process for queries ended without an answer' })),
    );
  });

  test('is killed when the question is stopped', async () => {
    const stopping = new AbortController();
    const bomb = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';
    const work = runQueries({ tables: [prices], statements: [bomb], mostRows: 5 }, stopping.signal);
    stopping.abort();
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  });
});
