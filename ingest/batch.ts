/** Gathers what was met until it is worth a transaction. */
import type { CollectionWriter } from '../core/ports.ts';
import type { KnownFiles } from './known-files.ts';
import type { Met } from './meet.ts';
import type { ReportBook } from './report.ts';
import { saveBatch } from './save.ts';

export interface Batch {
  add(met: Met): void;
  isDue(): boolean;
  save(): void;
}

/** Each commit makes every reader's page cache stale (facts/performance.md §4): rather few large transactions. */
const longestMs = 1000;
const mostFiles = 512;
const mostCharacters = 16 * 1024 * 1024;

export function openBatch(writer: CollectionWriter, known: KnownFiles, book: ReportBook): Batch {
  let gathered: Met[] = [];
  let characters = 0;
  let since = 0;
  return {
    add(met) {
      if (gathered.length === 0) since = performance.now();
      gathered.push(met);
      if (met.kind === 'document') characters += met.prepared.parsed.text.length;
    },
    isDue: () =>
      gathered.length > 0 && (gathered.length >= mostFiles || characters >= mostCharacters || performance.now() - since > longestMs),
    save() {
      const batch = gathered;
      gathered = [];
      characters = 0;
      if (batch.length === 0) return;
      for (const line of saveBatch(batch, writer, known)) book.enter(line);
    },
  };
}
