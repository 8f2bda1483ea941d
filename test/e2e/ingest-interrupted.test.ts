/** An ingest that is stopped, or that gives way to a removal. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCollection, deleteCollection, openWriter } from '../../core/store/index.ts';
import { collection, counts, type Desk, none, openDesk } from './ingest-desk.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

describe('stopping', () => {
  const many = (): void =>
    desk.put(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.txt`, `text of file ${index}`])));

  test('a cancelled ingest ends as cancelled, keeps what it has saved, and the next one goes on', async () => {
    many();
    const job = await desk.run(
      { kind: 'ingest-folder', path: desk.folder, inPlace: false },
      {
        onProgress: () => {
          for (const { id } of desk.app.jobs(collection)) desk.app.cancel(id);
        },
      },
    );
    expect(job).toMatchObject({ state: 'cancelled', report: null });
    expect(desk.findings()).toEqual([]);
    const saved = desk.documents().length;
    expect(counts(await desk.ingest())).toEqual({ ...none, added: 300 - saved, unchanged: saved });
  });

  test('a process that is told to stop gives the job back to the queue, staging and all', async () => {
    const stop = new AbortController();
    const staging = desk.stage(Array.from({ length: 300 }, (_, index) => [`${index}.txt`, `text ${index}`] as const));
    const job = await desk.run({ kind: 'ingest-upload', staging }, { stop: stop.signal, onProgress: () => stop.abort() });
    expect(job.state).toBe('queued');
    expect(existsSync(staging)).toBe(true);
  });
});

describe('removing a document', () => {
  test('while an ingest runs is done between its batches', async () => {
    desk.put({ 'old.txt': 'old' });
    await desk.ingest();
    const [old] = desk.documents();
    if (old === undefined) throw new Error('nothing was ingested');
    desk.put(Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`new/${index}.txt`, `text of file ${index}`])));
    let removal = '';
    let endedDuring = false;
    await desk.run(
      { kind: 'ingest-folder', path: join(desk.folder, 'new'), inPlace: false },
      {
        onProgress: () => {
          removal ||= desk.app.enqueue(collection, { kind: 'remove-document', documentId: old.id }).id;
          endedDuring ||= desk.app.job(removal)?.state === 'done';
        },
      },
    );
    expect(endedDuring).toBe(true);
    expect(desk.document('old.txt')).toBeNull();
  });

  test('carries out all removals that wait, each with its own report', async () => {
    desk.put({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' });
    await desk.ingest();
    const [first, second] = desk.documents();
    if (first === undefined || second === undefined) throw new Error('nothing was ingested');
    const waiting = desk.app.enqueue(collection, { kind: 'remove-document', documentId: second.id });
    expect((await desk.run({ kind: 'remove-document', documentId: first.id })).report).toMatchObject({ removed: 1 });
    expect(desk.app.job(waiting.id)).toMatchObject({ state: 'done', report: { removed: 1 } });
    expect(desk.documents().map(({ source }) => source)).toEqual(['c.txt']);
  });

  test('does not take along what is ingested under its name afterwards, also when the removal had to wait', async () => {
    desk.put({ 'a.txt': 'the old text' });
    await desk.ingest();
    const [record] = desk.documents();
    if (record === undefined) throw new Error('nothing was ingested');
    const removal = desk.app.enqueue(collection, { kind: 'remove-document', documentId: record.id });
    desk.put({ 'a.txt': 'the new text' });
    await desk.ingest();
    expect(desk.app.job(removal.id)?.state).toBe('done');
    expect(desk.documents().map(({ source }) => source)).toEqual(['a.txt']);
  });

  test('that something prevents stays promised: nobody sees the document, and the next run removes it', async () => {
    desk.put({ 'a.txt': 'a', 'b.txt': 'b' });
    await desk.ingest();
    const [record] = desk.documents();
    if (record === undefined) throw new Error('nothing was ingested');
    const other = openWriter(desk.config, collection);
    const task = { kind: 'remove-document', documentId: record.id } as const;
    const put = await desk.run(task);
    expect(put).toMatchObject({ state: 'queued' });
    expect(desk.documents().map(({ source }) => source)).toEqual(['b.txt']);
    other.close();
    await desk.run(task);
    expect(desk.app.job(put.id)).toMatchObject({ state: 'done' });
    expect(desk.documents().map(({ source }) => source)).toEqual(['b.txt']);
  });

  test('that is gone already is no fault', async () => {
    desk.put({ 'a.txt': 'a' });
    await desk.ingest();
    const [record] = desk.documents();
    if (record === undefined) throw new Error('nothing was ingested');
    const task = { kind: 'remove-document', documentId: record.id } as const;
    expect((await desk.run(task)).report).toMatchObject({ removed: 1 });
    expect(await desk.run(task)).toMatchObject({ state: 'done', report: { removed: 0 } });
  });
});

test('a collection that is deleted meanwhile fails the job with its name', async () => {
  desk.put({ 'a.txt': 'a' });
  const elsewhere = openDesk();
  deleteCollection(elsewhere.config, collection);
  const job = await elsewhere.run({ kind: 'ingest-folder', path: desk.folder, inPlace: false });
  expect(job).toMatchObject({ state: 'failed', reason: expect.stringContaining(`"${collection}"`) });
  createCollection(elsewhere.config, collection);
  elsewhere.close();
});
