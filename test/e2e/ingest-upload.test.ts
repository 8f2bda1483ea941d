import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Desk, openDesk, statuses } from './ingest-desk.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

describe('an upload', () => {
  const upload = (staging: string) => desk.run({ kind: 'ingest-upload', staging });

  test('is read under the names that the client gave, and its staging folder is gone afterwards', async () => {
    const staging = desk.stage([['leave/holidays.md', '# Leave\n\nThirty days.']]);
    expect(await upload(staging)).toMatchObject({ state: 'done', done: 1, total: 1 });
    expect(statuses(desk)).toEqual({ 'leave/holidays.md': 'indexed' });
    expect(existsSync(staging)).toBe(false);
  });

  test('removes no other document, and a later one replaces an earlier one of its name', async () => {
    await upload(
      desk.stage([
        ['a.txt', 'first'],
        ['b.txt', 'b'],
      ]),
    );
    expect((await upload(desk.stage([['a.txt', 'second']]))).report).toMatchObject({ changed: 1, removed: 0 });
    expect(desk.document('a.txt')?.parsed.text).toContain('second');
    expect(Object.keys(statuses(desk))).toEqual(['a.txt', 'b.txt']);
  });

  test('two files of one name in one upload are both kept', async () => {
    await upload(
      desk.stage([
        ['a.txt', 'first'],
        ['a.txt', 'second'],
      ]),
    );
    expect(Object.keys(statuses(desk))).toEqual(['a (2).txt', 'a.txt']);
  });

  test('a name that leads out is refused with a line; the others are read', async () => {
    const { report } = await upload(
      desk.stage([
        ['../../evil.txt', 'x'],
        ['', 'x'],
        ['/etc/good.txt', 'good'],
        ['new\nline.txt', 'x'],
      ]),
    );
    expect(report).toMatchObject({ added: 2, skipped: 2 });
    expect(statuses(desk)).toMatchObject({ 'etc/good.txt': 'indexed', 'new\u240aline.txt': 'indexed' });
  });

  test('whose staging folder is gone fails, and says so', async () => {
    const job = await upload(join(desk.config.data, 'uploads', 'nothing'));
    expect(job).toMatchObject({ state: 'failed', reason: expect.stringContaining('There is no file or folder') });
  });
});
