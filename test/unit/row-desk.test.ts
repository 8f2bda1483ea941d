import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Config, configAsFlags, loadConfig } from '../../core/config.ts';
import { documentIdOf, sha256 } from '../../core/hash.ts';
import { createCollection, deleteCollection, type FoundCollection, findCollection, openWriter } from '../../core/store/index.ts';
import { prepare } from '../../ingest/prepare.ts';
import { keptTables } from '../../server/answer/rows/kept-tables.ts';
import { openRowDesk, type RowDesk } from '../../server/answer/rows/row-desk.ts';
import { startRowProcess } from '../../server/answer/rows/row-process.ts';
import type { RowReply, RowWork } from '../../server/answer/rows/row-reader.ts';

const withoutEnd = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';
const go = new AbortController().signal;
const ordersOf = (country: string, count: number): string =>
  `order,country,amount\n${Array.from({ length: count }, (_, row) => `O-${row},${country},${row}`).join('\n')}\n`;

let config: Config;
let desk: RowDesk;
beforeAll(() => {
  config = loadConfig({ flags: { data: mkdtempSync(join(tmpdir(), 'carrel-rows-')) }, environment: {} });
  desk = openRowDesk(config);
});
afterAll(() => {
  desk.close();
  rmSync(config.data, { recursive: true, force: true });
});

async function put(name: string, files: Readonly<Record<string, string>>): Promise<void> {
  const writer = openWriter(config, name);
  for (const [source, text] of Object.entries(files)) {
    const bytes = new TextEncoder().encode(text);
    const { document } = await prepare({ source, bytes });
    if (document === null) throw new Error(`${source} could not be read`);
    writer.save({ source, origin: '', hash: sha256(bytes), sizeBytes: bytes.length, kept: { kind: 'bytes', bytes } }, document);
  }
  writer.close();
}

function found(name: string): FoundCollection {
  const collection = findCollection(config, name);
  if (collection === null) throw new Error(`There is no ${name}`);
  return collection;
}

const words = (question: string) => ({ documents: null, question, want: { kind: 'words' } }) as const;
const ask = (name: string, question: string): Promise<RowReply> => desk.of(found(name)).ask(words(question), go);

function figureOf({ outcome }: RowReply): unknown {
  return outcome.kind === 'result' ? outcome.result.table.rows[0]?.[0] : outcome.kind;
}

describe('the desk for rows', () => {
  let name = '';
  let made = 0;
  beforeEach(async () => {
    name = `shop-${made++}`;
    createCollection(config, name);
    await put(name, { 'orders.csv': ordersOf('Germany', 40) });
  });

  test('counts in a table of a collection, and gives out no more rows than are shown', async () => {
    const { outcome } = await ask(name, 'How many orders are there?');
    expect(outcome).toMatchObject({ kind: 'result', result: { table: { rows: [[40]], total: 1 }, evidence: { total: 40 } } });
    expect(outcome.kind === 'result' && outcome.result.evidence?.rows.length).toBe(30);
  });

  test('counts in the document as it is now, and finds none that was removed', async () => {
    expect(figureOf(await ask(name, 'How many orders are there?'))).toBe(40);
    await put(name, { 'orders.csv': ordersOf('France', 7) });
    expect(figureOf(await ask(name, 'How many orders are there?'))).toBe(7);
    expect(figureOf(await ask(name, 'How many orders are from Germany?'))).toBe('none');
    const writer = openWriter(config, name);
    writer.remove(documentIdOf('orders.csv'));
    writer.close();
    expect(figureOf(await ask(name, 'How many orders are there?'))).toBe('none');
  });

  test('asks nothing of another collection of the same name', async () => {
    const old = desk.of(found(name));
    expect(figureOf(await old.ask(words('How many orders are there?'), go))).toBe(40);
    deleteCollection(config, name);
    createCollection(config, name);
    await put(name, { 'orders.csv': ordersOf('France', 7) });
    await expect(old.ask(words('How many orders are there?'), go)).rejects.toMatchObject({ code: 'collection-unknown' });
    expect(figureOf(await ask(name, 'How many orders are there?'))).toBe(7);
  });

  test('answers thirty people who ask at once, each with their own figure', async () => {
    const least = Array.from({ length: 30 }, (_, person) => person);
    const replies = await Promise.all(least.map((amount) => ask(name, `How many orders have an amount of at least ${amount}?`)));
    expect(replies.map(figureOf)).toEqual(least.map((amount) => 40 - amount));
  });

  test('lets nobody wait for a statement that was given up', async () => {
    const stopping = new AbortController();
    const given = [1, 2].map(() =>
      desk.of(found(name)).ask({ documents: null, question: 'orders', want: { kind: 'sql', sql: withoutEnd } }, stopping.signal),
    );
    const waiting = ask(name, 'How many orders are there?');
    stopping.abort();
    await Promise.all(given.map((one) => expect(one).rejects.toMatchObject({ code: 'cancelled' })));
    expect(figureOf(await waiting)).toBe(40);
  });

  test('has an answer for one who comes after its processes were ended', async () => {
    expect(figureOf(await ask(name, 'How many orders are there?'))).toBe(40);
    desk.forget(name);
    expect(figureOf(await ask(name, 'How many orders are there?'))).toBe(40);
  });

  test.each([
    { cells: 150, characters: 10_000 },
    { cells: 100_000, characters: 900 },
  ])('says which tables are too large, and asks the others ($cells cells, $characters characters)', async (most) => {
    await put(name, { 'z-orders.csv': ordersOf('Germany', 60) });
    const { tables, tooLarge } = keptTables(config, most).of(found(name), null);
    expect([tables.map(({ source }) => source), tooLarge]).toEqual([['orders.csv'], ['z-orders.csv']]);
  });
});

test('a desk that closes ends the work that has begun, and tells whoever still waits', async () => {
  const closing = openRowDesk(config);
  const [first, second, third] = [1, 2, 3].map(() => closing.of(found('shop-0')).ask(words('How many orders are there?'), go));
  closing.close();
  await expect(third).rejects.toMatchObject({ code: 'cancelled' });
  expect((await Promise.all([first, second])).map((reply) => reply && figureOf(reply))).toEqual([40, 40]);
});

describe('a row process', () => {
  const work = (want: RowWork['want']): RowWork => ({ collection: found('shop-0'), documents: null, question: 'How many orders?', want });

  test('is killed when a statement does not end, and says so', async () => {
    const changes: boolean[] = [];
    const process = startRowProcess(configAsFlags(config), (hasEnded) => changes.push(hasEnded), 300);
    expect(await process.run(work({ kind: 'sql', sql: withoutEnd }), go)).toMatchObject({
      outcome: { kind: 'refused', reason: 'it took longer than 0.3 s' },
    });
    expect([process.isBusy(), changes]).toEqual([true, [true]]);
  });

  test('that ends over its work has refused it', async () => {
    const process = startRowProcess(configAsFlags(config), () => undefined);
    const reply = process.run({ ...work({ kind: 'words' }), question: null } as unknown as RowWork, go);
    expect(await reply).toMatchObject({ outcome: { kind: 'refused', reason: 'the process for queries ended without an answer' } });
  });
});
