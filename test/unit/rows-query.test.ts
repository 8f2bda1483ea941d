import { describe, expect, test } from 'vitest';
import { openRows, type QueryTable } from '../../core/store/index.ts';

const prices: QueryTable = {
  name: 'prices',
  columns: [
    { name: 'item', isNumber: false, cells: ['Desk lamp', 'Office chair', 'Bookshelf'] },
    { name: 'price', isNumber: true, cells: [49, 320, null] },
  ],
  rowCount: 3,
};

function asked(sql: string, mostRows = 10, characters = 10_000) {
  const rows = openRows([prices]);
  try {
    return rows.query(sql, { rows: mostRows, characters });
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
      total: 2,
    });
  });

  test.each([
    ['SELECT item FROM prices', 2, 100],
    ['SELECT item FROM prices; ', 2, 100],
    ['SELECT item FROM prices -- all of them', 9, 25],
    ['WITH p AS (SELECT item FROM prices) SELECT item FROM p', 9, 25],
  ])('counts what is not given out: %s', (sql, rows, characters) => {
    expect(asked(sql, rows, characters)).toMatchObject({ rows: [['Desk lamp'], ['Office chair']], total: 3 });
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
