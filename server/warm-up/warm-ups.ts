/**
 * Reading ahead, one collection at a time: a second would drive the first out of the model's cache. Knows what is being
 * read and how the last readings ended; when to begin is decided in occasions.ts or by a person.
 */
import { AppError } from '../../core/errors.ts';
import { faultFigures, log } from '../../core/log.ts';
import type { WarmUp } from '../../core/types.ts';
import type { AnswerDeps } from '../answer/request.ts';
import { believed, gaveWay, planReading, readAhead } from './read-ahead.ts';

export interface WarmUps {
  /**
   * How far it is, or what is believed to be read by this model; an empty name means the one that was to read it last.
   * @throws AppError collection-unknown, model-unknown and what the model server says
   */
  state(collection: string, model: string, signal: AbortSignal): Promise<WarmUp>;
  /** Begins, unless just this is being read already; what else is being read is stopped. */
  begin(wanted: WantedReading): WarmUp;
  /** Stops, if it is this collection. What was read stays in the model's cache. */
  end(collection: string): Promise<void>;
  /** Whether something is being read, or waits for its turn to be. */
  isBusy(): boolean;
  /** Resolves when nothing is being read. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface WantedReading {
  readonly collection: string;
  /** Empty means the model of the config, or the best one. */
  readonly model: string;
  /** `whole` when a person wants it, `auto` when the planner is to decide. */
  readonly mode: 'auto' | 'whole';
}

/** What answering needs, for a collection and a model. */
export type DepsFor = (collection: string, model: string, signal: AbortSignal) => Promise<AnswerDeps>;

interface Reading extends WantedReading {
  readonly stop: AbortController;
  state: WarmUp;
  ended: Promise<void>;
}

const notYet = (model: string): WarmUp => ({
  state: 'waiting',
  model,
  done: 0,
  total: 0,
  etaMs: null,
  reason: 'The documents are being packed.',
});

/** `onRead` is told of each collection that was read to its end, and of the model that has read it. */
export function openWarmUps(depsFor: DepsFor, onRead: (collection: string, model: string) => void = () => undefined): WarmUps {
  let reading: Reading | null = null;
  const failed = new Map<string, WarmUp>();
  // What a collection was last read for: a person may have wanted another model, or all of it against the planner's advice.
  const lastWanted = new Map<string, WantedReading>();

  async function end(collection: string | null): Promise<void> {
    const running = reading;
    if (running === null || (collection !== null && running.collection !== collection)) return;
    running.stop.abort();
    await running.ended;
  }

  async function run(wanted: Reading): Promise<void> {
    try {
      if (await readToEnd(wanted, depsFor)) onRead(wanted.collection, wanted.state.model);
    } catch (fault) {
      if (!wanted.stop.signal.aborted) failed.set(wanted.collection, afterFault(wanted.state, fault));
    } finally {
      if (reading === wanted) reading = null;
    }
  }

  return {
    async state(collection, model, signal) {
      if (reading?.collection === collection && (model === '' || model === reading.model)) return reading.state;
      const wanted = lastWanted.get(collection);
      const isSame = model === '' || model === wanted?.model;
      const failure = isSame ? failed.get(collection) : undefined;
      // What failed for its length would only fail again here.
      const mode = isSame && failure === undefined ? (wanted?.mode ?? 'auto') : 'auto';
      const deps = await depsFor(collection, model === '' ? (wanted?.model ?? '') : model, signal);
      const now = believed(await planReading(deps, mode, signal));
      return now.state === 'cold' && failure !== undefined ? failure : now;
    },
    begin(wanted) {
      if (reading?.collection === wanted.collection && reading.model === wanted.model) return reading.state;
      const before = reading;
      before?.stop.abort();
      failed.delete(wanted.collection);
      lastWanted.set(wanted.collection, wanted);
      const next: Reading = { ...wanted, stop: new AbortController(), state: notYet(wanted.model), ended: Promise.resolve() };
      reading = next;
      next.ended = (before?.ended ?? Promise.resolve()).then(() => run(next));
      return next.state;
    },
    end,
    isBusy: () => reading !== null,
    async settled() {
      while (reading !== null) await reading.ended;
    },
    close: () => end(null),
  };
}

/** Reads until all is read; begins again after each time that a person went first. False when the planner would not read it whole. */
async function readToEnd(wanted: Reading, depsFor: DepsFor): Promise<boolean> {
  const { signal } = wanted.stop;
  let isWanted = wanted.mode === 'whole';
  for (;;) {
    signal.throwIfAborted();
    // Anew each time: the documents or the model may have changed meanwhile.
    const deps = await depsFor(wanted.collection, wanted.model, signal);
    const ahead = await planReading(deps, wanted.mode, signal);
    if (ahead.reason !== null) return false;
    try {
      for await (const state of readAhead(ahead, isWanted, signal)) wanted.state = state;
      return true;
    } catch (fault) {
      if (!gaveWay(fault, signal)) throw fault;
      // Somebody is asking: from here on it waits for a pause like any other.
      isWanted = false;
      wanted.state = { ...wanted.state, state: 'waiting', etaMs: null, reason: 'A person asked and goes first.' };
    }
  }
}

function afterFault(last: WarmUp, fault: unknown): WarmUp {
  const reason =
    fault instanceof AppError ? `${fault.message}. ${fault.hint}` : 'Something went wrong inside Carrel; the log holds the details.';
  if (!(fault instanceof AppError)) log('error', 'reading ahead failed', faultFigures(fault));
  return { ...last, state: 'failed', etaMs: null, reason };
}
