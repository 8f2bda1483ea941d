/** A few parser processes, started when first needed and used again and again. */
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import type { FileInput } from '../../core/ports.ts';
import type { Prepared } from '../prepare.ts';
import { findBubblewrap } from './bubblewrap.ts';
import { openParserProcess, type ParserProcess } from './parser-process.ts';
import type { Outcome } from './read-reply.ts';
import { parserEntry } from './start.ts';

export interface ParserPool {
  /**
   * Prepares a file in a sandboxed process.
   * @throws AppError what the parser says, parse-timeout, parse-memory, parse-crashed, cancelled; internal when no process can be started
   */
  prepare(file: FileInput, signal: AbortSignal): Promise<Prepared>;
  /** Ends all processes at once; what is still waiting fails as cancelled. */
  close(): void;
}

export interface ParserPoolSettings {
  /** The program of a process; tests put another one in the place of the parsers. */
  readonly entry: string;
  /** The program of the second wall; null where there is none. */
  readonly bubblewrap: string | null;
  /** Told once when the second wall cannot be put up. */
  readonly onNotice: (sentence: string) => void;
}

/** So many small files wait in a process's pipe while it works on one: without them each costs two process switches. */
const filesAhead = 48;
/** Large files are not sent ahead: they would wait behind a slow one while another process is free. */
const bytesAhead = 256 * 1024;
/** A machine that is out of processes or memory for a moment has them again soon; the waits add up to seven seconds. */
const startWaitsMs = [1000, 2000, 4000] as const;

interface Waiting {
  readonly file: FileInput;
  readonly signal: AbortSignal;
  readonly resolve: (prepared: Prepared) => void;
  readonly reject: (fault: unknown) => void;
}

/** Opens an empty pool: the first file starts the first process. */
export function openParserPool(config: Config, settings: Partial<ParserPoolSettings> = {}): ParserPool {
  const { entry = parserEntry, onNotice = () => undefined } = settings;
  let bubblewrap = settings.bubblewrap === undefined ? findBubblewrap() : settings.bubblewrap;
  const queue: Waiting[] = [];
  /** Each over which a process fell: it is tried once more in a process of its own before it is called failed. */
  const suspects: Waiting[] = [];
  const retried = new WeakSet<FileInput>();
  const inProcess = new Map<FileInput, Waiting>();
  /** Those that take files; a worn one leaves this set at once and `alive` when it has ended. */
  const processes = new Set<ParserProcess>();
  /** Those that have one suspect and get no other file. */
  const solitary = new Set<ParserProcess>();
  const alive = new Set<ParserProcess>();
  const signals = new WeakSet<AbortSignal>();
  let failedStarts = 0;
  let pause: NodeJS.Timeout | null = null;
  let isClosed = false;

  function dispatch(): void {
    while (!isClosed && pause === null && queue.length + suspects.length > 0) {
      const isSuspect = suspects.length > 0;
      const parser = isSuspect ? solitaryProcess() : freeProcess();
      const next = parser === null ? undefined : (isSuspect ? suspects : queue).shift();
      if (parser === null || next === undefined) return;
      inProcess.set(next.file, next);
      parser.send(next.file);
      if (isSuspect) parser.retire();
    }
  }

  function hasRoom(): boolean {
    for (const parser of processes) if (parser.isWorn()) retire(parser);
    return processes.size + solitary.size < config.parsers;
  }

  function retire(parser: ParserProcess): void {
    processes.delete(parser);
    parser.retire();
  }

  /** The others get no new files until there is room for it: one of them is soon idle. */
  function solitaryProcess(): ParserProcess | null {
    const idle = [...processes].find((parser) => parser.pending() === 0);
    if (!hasRoom() && idle !== undefined) retire(idle);
    return hasRoom() ? started(solitary) : null;
  }

  function freeProcess(): ParserProcess | null {
    const mayStart = hasRoom();
    const idlest = [...processes].sort((left, right) => left.pending() - right.pending())[0];
    if (idlest?.pending() === 0) return idlest;
    if (mayStart) return started(processes);
    return idlest !== undefined && idlest.pending() < filesAhead && idlest.pendingBytes() < bytesAhead ? idlest : null;
  }

  function started(among: Set<ParserProcess>): ParserProcess {
    const parser = openParserProcess(config, entry, bubblewrap, {
      onReady: () => {
        failedStarts = 0;
      },
      onStartFailed: (lastWords) => startFailed(lastWords),
      onOutcome(file, outcome) {
        // Refused by the kernel while it could still say so; what earlier files left behind may have been the reason.
        if (outcome.kind === 'failed' && outcome.code === 'parse-memory') fell(file, outcome);
        else settle(file, outcome);
      },
      onFall: fell,
      onEnd(unread) {
        alive.delete(parser);
        among.delete(parser);
        const again = unread.flatMap((file) => inProcess.get(file) ?? []);
        if (among === solitary) suspects.unshift(...again);
        else queue.unshift(...again);
        dispatch();
      },
    });
    alive.add(parser);
    among.add(parser);
    return parser;
  }

  /** The second wall is given up first; then it is tried again a little later; then no file can be read, and the run ends. */
  function startFailed(lastWords: string): void {
    if (isClosed) return;
    if (bubblewrap !== null) {
      bubblewrap = null;
      onNotice(`Parsers run without their second wall: bubblewrap could not put it up (${lastLine(lastWords)})`);
      return;
    }
    const waitMs = startWaitsMs[failedStarts];
    failedStarts += 1;
    if (waitMs !== undefined) {
      pause ??= setTimeout(() => {
        pause = null;
        dispatch();
      }, waitMs);
      return;
    }
    failedStarts = 0;
    onNotice(`No parser process could be started (${lastLine(lastWords)})`);
    const hint = 'Run `carrel doctor`; free memory and processes, or install Carrel anew, then ingest again.';
    rejectAll(
      () => true,
      () => new AppError('internal', 'No parser process could be started', hint),
    );
  }

  function fell(file: FileInput, outcome: Extract<Outcome, { kind: 'failed' }>): void {
    const waiting = inProcess.get(file);
    if (waiting === undefined || retried.has(file)) {
      settle(file, outcome);
      return;
    }
    retried.add(file);
    inProcess.delete(file);
    suspects.push(waiting);
    dispatch();
  }

  function settle(file: FileInput, outcome: Outcome): void {
    const waiting = inProcess.get(file);
    inProcess.delete(file);
    if (outcome.kind === 'prepared') waiting?.resolve(outcome.prepared);
    else waiting?.reject(new AppError(outcome.code, outcome.message, outcome.hint));
    dispatch();
  }

  /** One listener a signal, however many files wait with it. */
  function obey(signal: AbortSignal): void {
    if (signals.has(signal)) return;
    signals.add(signal);
    signal.addEventListener('abort', () => rejectAll((waiting) => waiting.signal === signal, cancelled), { once: true });
  }

  function rejectAll(isMeant: (waiting: Waiting) => boolean, faultFor: (file: FileInput) => AppError): void {
    for (const waiting of [...queue, ...suspects, ...inProcess.values()].filter(isMeant)) {
      inProcess.delete(waiting.file);
      waiting.reject(faultFor(waiting.file));
    }
    for (const list of [queue, suspects]) list.splice(0, list.length, ...list.filter((waiting) => !isMeant(waiting)));
  }

  return {
    prepare(file, signal) {
      obey(signal);
      return new Promise((resolve, reject) => {
        if (isClosed || signal.aborted) {
          reject(cancelled(file));
          return;
        }
        queue.push({ file, signal, resolve, reject });
        dispatch();
      });
    },
    close() {
      isClosed = true;
      if (pause !== null) clearTimeout(pause);
      for (const parser of alive) parser.kill();
      rejectAll(() => true, cancelled);
    },
  };
}

/** The line of a dying program that says why, for the log. */
function lastLine(words: string): string {
  const lines = words.split('\n').map((line) => line.trim());
  return (
    lines.findLast((line) => /^(?:bwrap: |\w*Error|.*bad option)/.test(line)) ?? lines.findLast((line) => line !== '') ?? 'without a word'
  );
}

function cancelled(file: FileInput): AppError {
  return new AppError('cancelled', `${file.source} was not read: the ingest was stopped`, 'Ingest again to go on.');
}
