/** The story of an ingest: meet every file, save in batches, remove what is gone, finish the index, report. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Config } from '../core/config.ts';
import { openEmbedder } from '../core/embed/index.ts';
import { AppError } from '../core/errors.ts';
import type { AppStore, CollectionWriter } from '../core/ports.ts';
import type { IngestReport } from '../core/types.ts';
import { openBatch } from './batch.ts';
import { openConveyor } from './conveyor.ts';
import type { FoundFile } from './discover.ts';
import { embedMissing } from './embed-missing.ts';
import { expand } from './expand.ts';
import { type KnownFiles, knownFiles } from './known-files.ts';
import { type Candidate, type Met, meet } from './meet.ts';
import { followMoved } from './moved.ts';
import { namer } from './names.ts';
import { type IngestProgress, type Pace, startPace } from './pace.ts';
import { followRenamed, renamed } from './renamed.ts';
import { openReport, type ReportBook } from './report.ts';
import type { ParserPool } from './sandbox/pool.ts';
import { removeVanished } from './save.ts';
import { seemsUnmounted, type Tour, vanished } from './vanished.ts';
import { wipeRemoved } from './wipe-removed.ts';

export interface IngestTask {
  readonly files: readonly FoundFile[];
  /** Real path of the folder or file that all paths lie in. */
  readonly root: string;
  /** See OriginalFile: documents of the same origin whose files are gone are removed. Empty for uploads. */
  readonly origin: string;
  /** Whether originals stay where they are, or are kept in the collection. */
  readonly inPlace: boolean;
}

export interface IngestDeps {
  readonly config: Config;
  readonly writer: CollectionWriter;
  readonly parsers: ParserPool;
  readonly signal: AbortSignal;
  /** Called in phases that cannot pause; may throw to end them. */
  readonly onPhase: (progress: IngestProgress) => void;
  /** Called when no transaction is open, so that others may write. */
  readonly betweenBatches: () => void;
  /** Called when documents were saved for good and more files are to come; the run may be stopped here and loses nothing. */
  readonly afterDocuments: () => void;
  /** What answers said of documents that are removed goes with them; what was renamed they follow. */
  readonly app: Pick<AppStore, 'forgetDocuments' | 'followRenamed' | 'ingestedPaths'>;
}

/**
 * Ingests the files. Yields progress several times a second; returns the report.
 * It may be stopped at any moment: what is saved stays, and the next run goes on from there.
 * @throws AppError cancelled, disk-full and other faults of the store; never for a file that cannot be read
 */
export async function* ingest(task: IngestTask, deps: IngestDeps): AsyncGenerator<IngestProgress, IngestReport> {
  await followMoved(task, deps);
  const known = knownFiles(deps.writer);
  const book = openReport();
  const pace = startPace();
  const tour = yield* meetAll(task, deps, known, book, pace);
  const gone = vanished(tour, known);
  const elsewhere = renamed(gone, tour.met, deps.writer);
  followRenamed(elsewhere, deps.writer, deps.app);
  for (const line of removeVanished(gone, elsewhere, deps.writer)) book.enter(line);
  if (seemsUnmounted(tour, known)) book.enter(nothingRemoved);
  const finishIndex = (): void => deps.writer.finishIndex((phase) => deps.onPhase(pace.progress(phase)));
  finishIndex();
  wipeRemoved(deps.writer, deps.app);
  yield* embedAll(deps, book, pace);
  // New vectors have broken the seal that tells a sound index from one that was cut off.
  finishIndex();
  return book.report();
}

/** Reads, prepares and saves every file, and the files inside of them. */
async function* meetAll(
  task: IngestTask,
  deps: IngestDeps,
  known: KnownFiles,
  book: ReportBook,
  pace: Pace,
): AsyncGenerator<IngestProgress, Tour> {
  const nameOf = namer(task.origin, known);
  const named = (found: readonly Candidate[]): readonly Candidate[] => {
    const candidates = found.map((candidate) => ({ ...candidate, source: nameOf(candidate.source) }));
    pace.add(candidates);
    return candidates;
  };
  const tour = { origin: task.origin, met: new Set<string>(), untouched: new Set<string>(), closedFolders: closedFolders(task) };
  const conveyor = openConveyor(named(task.files), (candidate) => meet(candidate, task, { ...deps, known }));
  const batch = openBatch(deps.writer, known, book);
  const taken = new Map();
  /** Read since the last batch was saved. */
  let documents = 0;

  yield pace.progress(conveyor.current());
  for (let result = await conveyor.next(); result !== 'finished'; result = await conveyor.next()) {
    stopIfAborted(deps.signal);
    if (result !== 'waiting') {
      const { candidate, met } = result;
      if (met.kind === 'document') documents += 1;
      conveyor.insert(named(containersOf(met).flatMap((container) => expand(container, taken))));
      tour.met.add(candidate.source);
      if (met.kind === 'unchanged' || met.kind === 'kept') tour.untouched.add(candidate.source);
      pace.finish(candidate);
      if (batch.add(met)) await nextTurn();
    }
    if (batch.isDue()) {
      batch.commit();
      deps.betweenBatches();
      if (documents > 0) deps.afterDocuments();
      documents = 0;
    }
    if (pace.isDue()) yield pace.progress(conveyor.current());
  }
  batch.commit();
  deps.betweenBatches();
  yield pace.progress('');
  return tour;
}

/** The documents are found without these vectors too, so a model server that fails is a line in the report. */
async function* embedAll({ config, writer, signal }: IngestDeps, book: ReportBook, pace: Pace): AsyncGenerator<IngestProgress, void> {
  try {
    const embedder = await openEmbedder(config, signal);
    if (embedder === null) return;
    for await (const done of embedMissing(writer, embedder, signal)) yield pace.progress(`embedding, ${done} passages`);
  } catch (fault) {
    stopIfAborted(signal);
    if (!(fault instanceof AppError)) throw fault;
    const reason = `${fault.message}. ${fault.hint} Until then these vectors are not used; everything else works.`;
    book.enter({ source: `(vectors of ${config.embedder})`, outcome: 'failed', reason, warnings: [] });
  }
}

const nothingRemoved = {
  source: '.',
  outcome: 'skipped',
  reason:
    'The folder is empty. A share that is not mounted looks like this, so nothing was removed. If it is meant, delete the collection.',
  warnings: [],
} as const;

function closedFolders(task: IngestTask): readonly string[] {
  return task.files.filter((file) => file.kind === 'closed-folder').map((file) => file.source);
}

function containersOf(met: Met) {
  if (met.kind === 'archive') return [met.container];
  return met.kind === 'document' && met.container !== null ? [met.container] : [];
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('cancelled', 'The ingest was stopped', 'Ingest again: it goes on where it stopped.');
}
