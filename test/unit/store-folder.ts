/** A data folder for the tests of one file: new for each test, gone after it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import type { CollectionWriter } from '../../core/ports.ts';
import { createCollection, openWriter } from '../../core/store/index.ts';
import { sampleDocument, sampleFile } from '../contract/store-samples.ts';

export const prose = 'Every employee has thirty days of leave. Notice is given in writing, four weeks ahead.';

export const save = (writer: CollectionWriter, source: string, text: string) => writer.save(sampleFile(source, text), sampleDocument(text));

export interface StoreFolder {
  data(): string;
  config(): Config;
  /** The path of a collection's file. */
  fileOf(name: string): string;
  /** A new collection, closed, with `a.md` in it. */
  fill(name: string): void;
  /** Changes a collection behind our back. */
  tamper(name: string, statement: string): void;
  /** Closes it after the test, before the folder goes. */
  closedLater<Open extends { close(): void }>(open: Open): Open;
}

export function storeFolder(): StoreFolder {
  let data = '';
  const closing: { close(): void }[] = [];
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'carrel-store-'));
  });
  afterEach(() => {
    for (const open of closing.splice(0)) open.close();
    rmSync(data, { recursive: true, force: true });
  });
  const config = (): Config => loadConfig({ flags: { data }, environment: {} });
  const fileOf = (name: string): string => join(data, 'collections', `${name}.carrel`);
  return {
    data: () => data,
    config,
    fileOf,
    fill: (name) => {
      createCollection(config(), name);
      const writer = openWriter(config(), name);
      save(writer, 'a.md', prose);
      writer.close();
    },
    tamper: (name, statement) => {
      const database = new Sqlite(fileOf(name));
      database.exec(statement);
      database.close();
    },
    closedLater: (open) => {
      closing.push(open);
      return open;
    },
  };
}
