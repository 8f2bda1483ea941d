/** A few parser processes, started when first needed and used again and again. */
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import type { FileInput } from '../../core/ports.ts';
import type { Prepared } from '../prepare.ts';
import { openParserProcess, type ParserProcess } from './parser-process.ts';
import type { Outcome } from './read-reply.ts';
import { parserEntry } from './start.ts';

export interface ParserPool {
  /**
   * Prepares a file in a sandboxed process.
   * @throws AppError what the parser says, parse-timeout, parse-memory, parse-crashed, cancelled
   */
  prepare(file: FileInput, signal: AbortSignal): Promise<Prepared>;
  /** Ends all processes at once; what is still waiting fails as cancelled. */
  close(): void;
}

/** So many small files wait in a process's pipe while it works on one: without them each costs two process switches. */
const filesAhead = 48;
/** Large files are not sent ahead: they would wait behind a slow one while another process is free. */
const bytesAhead = 256 * 1024;

interface Waiting {
  readonly file: FileInput;
  readonly signal: AbortSignal;
  readonly resolve: (prepared: Prepared) => void;
  readonly reject: (fault: unknown) => void;
}

/** Opens an empty pool: the first file starts the first process. Tests put another program in the place of the parsers. */
export function openParserPool(config: Config, entry: string = parserEntry): ParserPool {
  const queue: Waiting[] = [];
  const inProcess = new Map<FileInput, Waiting>();
  /** Those that take files; a worn one leaves this set at once and `alive` when it has ended. */
  const processes = new Set<ParserProcess>();
  const alive = new Set<ParserProcess>();
  const signals = new WeakSet<AbortSignal>();
  let isClosed = false;

  function dispatch(): void {
    while (!isClosed && queue.length > 0) {
      const parser = freeProcess();
      const next = parser === null ? undefined : queue.shift();
      if (parser === null || next === undefined) return;
      inProcess.set(next.file, next);
      parser.send(next.file);
    }
  }

  function freeProcess(): ParserProcess | null {
    for (const parser of processes) {
      if (!parser.isWorn()) continue;
      processes.delete(parser);
      parser.retire();
    }
    const idlest = [...processes].sort((left, right) => left.pending() - right.pending())[0];
    if (idlest?.pending() === 0) return idlest;
    if (processes.size < config.parsers) return started();
    return idlest !== undefined && idlest.pending() < filesAhead && idlest.pendingBytes() < bytesAhead ? idlest : null;
  }

  function started(): ParserProcess {
    const parser = openParserProcess(config, entry, {
      onOutcome: settle,
      onEnd(unread) {
        alive.delete(parser);
        processes.delete(parser);
        queue.unshift(...unread.flatMap((file) => inProcess.get(file) ?? []));
        dispatch();
      },
    });
    alive.add(parser);
    processes.add(parser);
    return parser;
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
    signal.addEventListener('abort', () => giveUp((waiting) => waiting.signal === signal), { once: true });
  }

  function giveUp(isMeant: (waiting: Waiting) => boolean): void {
    for (const waiting of [...queue, ...inProcess.values()].filter(isMeant)) {
      inProcess.delete(waiting.file);
      waiting.reject(cancelled(waiting.file));
    }
    queue.splice(0, queue.length, ...queue.filter((waiting) => !isMeant(waiting)));
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
      for (const parser of alive) parser.kill();
      giveUp(() => true);
    },
  };
}

function cancelled(file: FileInput): AppError {
  return new AppError('cancelled', `${file.source} was not read: the ingest was stopped`, 'Ingest again to go on.');
}
