/** Saves what was met in slices, and many slices in one transaction. */
import type { CollectionWriter } from '../core/ports.ts';
import type { KnownFiles } from './known-files.ts';
import type { Met } from './meet.ts';
import type { ReportBook } from './report.ts';
import { saveBatch } from './save.ts';

export interface Batch {
  /** True when this was enough for a slice, which is now saved: give way, since the parsers wait to be heard meanwhile. */
  add(met: Met): boolean;
  /** True when it is time to commit. */
  isDue(): boolean;
  commit(): void;
}

/** Each commit makes every reader's page cache stale: a search took eight times as long beside commits of 200 rows. */
const longestMs = 1000;
const mostFiles = 512;
const mostCharacters = 16 * 1024 * 1024;

/** A slice takes some 20 ms. Longer ones leave the parser processes standing: their pipes hold 64 kB. */
const filesInSlice = 16;
const charactersInSlice = 128 * 1024;

export function openBatch(writer: CollectionWriter, known: KnownFiles, book: ReportBook): Batch {
  let slice: Met[] = [];
  let sliceCharacters = 0;
  let files = 0;
  let characters = 0;
  let since = 0;

  function saveSlice(): void {
    const saved = slice;
    slice = [];
    characters += sliceCharacters;
    sliceCharacters = 0;
    if (files === 0) {
      writer.begin();
      since = performance.now();
    }
    files += saved.length;
    for (const line of saveBatch(saved, writer, known)) book.enter(line);
  }

  return {
    add(met) {
      slice.push(met);
      if (met.kind === 'document') sliceCharacters += met.prepared.parsed.text.length;
      if (slice.length < filesInSlice && sliceCharacters < charactersInSlice) return false;
      saveSlice();
      return true;
    },
    isDue: () => files > 0 && (files >= mostFiles || characters >= mostCharacters || performance.now() - since > longestMs),
    commit() {
      if (slice.length > 0) saveSlice();
      if (files > 0) writer.commit();
      files = 0;
      characters = 0;
    },
  };
}
