/** Writes what was met into the collection, many in one transaction, and says what that came to. */
import { AppError } from '../core/errors.ts';
import { documentIdOf } from '../core/hash.ts';
import type { CollectionWriter } from '../core/ports.ts';
import type { DocumentRecord, ReportLine } from '../core/types.ts';
import type { KnownFiles } from './known-files.ts';
import type { Met, UnreadFile } from './meet.ts';

/** Saves a batch in one transaction; each file in it is saved whole or not at all. */
export function saveBatch(batch: readonly Met[], writer: CollectionWriter, known: KnownFiles): readonly ReportLine[] {
  return writer.batch(() => batch.map((met) => saveOne(met, writer, known)));
}

function saveOne(met: Met, writer: CollectionWriter, known: KnownFiles): ReportLine {
  switch (met.kind) {
    case 'unchanged':
      return unchangedLine(met.source, known);
    case 'kept':
      return { source: met.source, outcome: 'failed', reason: met.reason, warnings: [] };
    case 'unread':
      if (!isStored(met.file, met.status, known)) writer.saveUnread(met.file, met.status, met.reason);
      return { source: met.file.source, outcome: met.status, reason: met.reason, warnings: [] };
    case 'archive': {
      const reason = archiveReason(met.container.inner.length, met.container.refused.length);
      writer.saveUnread(met.file, 'skipped', reason);
      return { source: met.file.source, outcome: 'unpacked', reason: '', warnings: [] };
    }
    case 'document':
      return saveDocument(met, writer, known);
  }
}

/** A file that could not be read is named at every ingest, until it can be or is gone; an archive is no document, but was read. */
function unchangedLine(source: string, known: KnownFiles): ReportLine {
  const before = known.file(source);
  if (before === null || before.status === 'indexed') return { source, outcome: 'unchanged', reason: '', warnings: [] };
  if (known.innerOf(source).length > 0) return { source, outcome: 'unpacked', reason: '', warnings: [] };
  return { source, outcome: before.status, reason: before.reason, warnings: [] };
}

/** A refusal that stands already is reported again, but not written again. */
function isStored({ source, hash, recipe, origin }: UnreadFile, status: 'skipped' | 'failed', known: KnownFiles): boolean {
  const before = known.file(source);
  return before !== null && before.hash === hash && before.recipe === recipe && before.origin === origin && before.status === status;
}

function saveDocument({ file, prepared }: Extract<Met, { kind: 'document' }>, writer: CollectionWriter, known: KnownFiles): ReportLine {
  const { source } = file;
  try {
    writer.save(file, prepared);
  } catch (fault) {
    // Faults of the disk or the collection end the run. Anything else is this one file's: a parser gave what no table takes.
    if (fault instanceof AppError && fault.code !== 'internal') throw fault;
    const reason = `${source} could not be stored. Open and save it anew, then ingest again.`;
    writer.saveUnread({ ...file, recipe: prepared.recipe }, 'failed', reason);
    return { source, outcome: 'failed', reason, warnings: [] };
  }
  return { source, outcome: known.file(source) !== null ? 'changed' : 'added', reason: '', warnings: prepared.parsed.warnings };
}

function archiveReason(taken: number, refused: number): string {
  const left = refused === 0 ? '' : `, ${refused} left in it`;
  return `It is an archive: ${taken} files were taken out of it${left}; each is listed by itself.`;
}

/** Removes the documents whose files are gone, in one transaction; `elsewhere` tells what some of them are called now. */
export function removeVanished(
  sources: readonly string[],
  elsewhere: ReadonlyMap<string, DocumentRecord>,
  writer: CollectionWriter,
): readonly ReportLine[] {
  if (sources.length === 0) return [];
  return writer.batch(() =>
    sources.map((source) => {
      writer.remove(documentIdOf(source));
      const now = elsewhere.get(source)?.source;
      const reason = now === undefined ? 'Its file is gone.' : `It is called ${now} now; answers about it follow.`;
      return { source, outcome: 'removed', reason, warnings: [] };
    }),
  );
}
