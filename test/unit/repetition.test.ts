import { expect, test } from 'vitest';
import { repetition } from '../../server/generate/repetition.ts';

/** How many words were written before it was noticed; null when it was not. */
function noticedAfter(text: string): number | null {
  const circle = repetition();
  const words = text.match(/\s*\S+/g) ?? [];
  const place = words.findIndex((word) => circle.hasLoop(word));
  return place === -1 ? null : place + 1;
}

test('a sentence that comes again and again is noticed, wherever the circle began', () => {
  expect(noticedAfter('The answer is a example of '.repeat(1_024))).toBeLessThan(60);
  expect(noticedAfter(`It is on page four. ${'and so it goes on, as was said before; '.repeat(50)}`)).toBeLessThan(90);
  expect(noticedAfter(`${'one two three four five six seven eight nine ten '.repeat(3)}`)).toBeNull();
});

test('pieces of words make no difference', () => {
  const circle = repetition();
  const pieces = 'The answer is a example of '.repeat(40).match(/.{1,3}/gs) ?? [];
  expect(pieces.some((piece) => circle.hasLoop(piece))).toBe(true);
});

test('lists, tables and texts that are alike are left alone', () => {
  const list = Array.from({ length: 200 }, (_, line) => `- Item ${line} of the list costs 10 pounds.\n`).join('');
  const rows = Array.from({ length: 200 }, (_, line) => `| ${line % 7} | yes | no | 0.00 |\n`).join('');
  const empty = `| name | a | b |\n${'| - | - | - |\n'.repeat(30)}`;
  const dots = `Chapter one ${'. '.repeat(40)} 12`;
  const verse = `${'Row, row, row your boat, gently down the stream. '.repeat(4)}`;
  for (const text of [list, rows, empty, dots, verse]) expect(noticedAfter(text)).toBeNull();
});

test('a line that comes again without an end is noticed all the same', () => {
  expect(noticedAfter('The lease ends in May.\n'.repeat(200))).toBeLessThan(5 * 45);
});
