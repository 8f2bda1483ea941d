import { describe, expect, test } from 'vitest';
import { quotedRows } from '../../web/desk/quoted-rows.ts';

describe('quoted rows', () => {
  test('of a table in Markdown stand under the names of their columns, without its rule', () => {
    const text = '| Occasion | Paid days |\n|---|---:|\n| Moving house | 1 |';
    expect(quotedRows(text, 'leave.md')).toEqual([
      ['Occasion', 'Paid days'],
      ['Moving house', '1'],
    ]);
  });

  test('of a file of rows too, and only of such a file', () => {
    const text = 'code,item\nA-1,"Oak ""round"", large"';
    expect(quotedRows(text, 'prices.csv')).toEqual([
      ['code', 'item'],
      ['A-1', 'Oak "round", large'],
    ]);
    expect(quotedRows('call(a, b)\ncall(c, d)', 'main.ts')).toBeNull();
  });

  test('are none where one line stands alone', () => {
    expect(quotedRows('| a | b |', 'leave.md')).toBeNull();
  });
});
