/** Every store there is, each opened empty, and the text that the laws save in it. A new store is one more entry of `stores`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import type { CollectionWriter } from '../../core/ports.ts';
import { createCollection, openWriter } from '../../core/store/index.ts';
import { memoryCollection } from '../../core/store/memory.ts';
import type { DocumentId } from '../../core/types.ts';
import { sampleDocument, sampleFile } from './store-samples.ts';

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp();
});

/** By name; what a test opens is closed and removed after it. */
export const stores: Readonly<Record<string, () => CollectionWriter>> = {
  sqlite: () => {
    const data = mkdtempSync(join(tmpdir(), 'carrel-store-'));
    cleanUps.push(() => rmSync(data, { recursive: true }));
    const config = loadConfig({ flags: { data }, environment: {} });
    createCollection(config, 'laws');
    const writer = openWriter(config, 'laws');
    cleanUps.push(() => writer.close());
    return writer;
  },
  memory: () => memoryCollection('laws'),
};

/** Three chunks in the eyes of `sampleDocument`. */
export const prose = 'Every employee has thirty days of leave. Notice is given in writing, four weeks ahead. Sundays are free.';

/** Saves the text as the document of that name. */
export const save = (store: CollectionWriter, source: string, text: string): DocumentId =>
  store.save(sampleFile(source, text), sampleDocument(text));
