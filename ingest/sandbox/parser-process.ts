/** One parser process seen from outside: files go in, outcomes come out in the same order, and whoever breaks it is named. */
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import type { FileInput } from '../../core/ports.ts';
import { encodeFrame, frameReader } from './frame.ts';
import { type Outcome, replyReader } from './read-reply.ts';
import { busyLimitMs, startParserProcess } from './start.ts';

export interface ParserProcess {
  /** Files sent and not yet answered. */
  pending(): number;
  pendingBytes(): number;
  /** True when it should get no more files: it ended, or it has worked long enough. */
  isWorn(): boolean;
  send(file: FileInput): void;
  /** Ends it when all it was sent is answered. */
  retire(): void;
  /** Ends it at once. */
  kill(): void;
}

export interface ParserProcessEvents {
  onOutcome(file: FileInput, outcome: Outcome): void;
  /** The process is gone. `unread` were sent but never begun: they are innocent. */
  onEnd(unread: readonly FileInput[]): void;
}

/** Enough for 64 M characters with their terms and for the entries of an archive; more is a bomb. */
const maxFrameBytes = 1024 * 1024 * 1024;
/** Replaced after so many files, so that what parsers leak stays small. A start costs 0.6 s of processor until all is warm. */
const filesPerProcess = 1000;
/** Only the end of standard error is kept: V8's last words. */
const lastWordsLength = 4000;

type Verdict = 'parse-timeout' | 'parse-memory' | 'parse-crashed';

export function openParserProcess(config: Config, entry: string, events: ParserProcessEvents): ParserProcess {
  const child = startParserProcess(config, entry);
  const frames = frameReader(maxFrameBytes);
  const sent: FileInput[] = [];
  let reply = replyReader();
  let served = 0;
  let busyMs = 0;
  let begunAt = 0;
  let lastWords = '';
  let verdict: Verdict | null = null;
  let hasEnded = false;
  let timer: NodeJS.Timeout | undefined;

  function begin(): void {
    begunAt = performance.now();
    clearTimeout(timer);
    const [first] = sent;
    if (first !== undefined) timer = setTimeout(() => suspect(first), config.parserTimeoutMs);
  }

  /** Saving blocks this process for seconds: the answer may lie in the pipe unread. Look there before judging. */
  function suspect(file: FileInput): void {
    setImmediate(() => setImmediate(() => sent[0] === file && stop('parse-timeout')));
  }

  function stop(why: Verdict): void {
    verdict ??= why;
    child.kill('SIGKILL');
  }

  function take(bytes: Buffer): void {
    // It is being killed; what it still says is not trusted any more.
    if (verdict !== null) return;
    try {
      for (const frame of frames.take(bytes)) {
        const outcome = reply.take(frame);
        if (outcome !== null) answered(outcome);
      }
    } catch {
      // Too large or malformed: whatever wrote this is no longer our code. The file gets the blame in `ended`.
      stop('parse-crashed');
    }
  }

  function answered(outcome: Outcome): void {
    const file = sent.shift();
    if (file === undefined) throw new Error('a reply without a file');
    reply = replyReader();
    served += 1;
    busyMs += performance.now() - begunAt;
    begin();
    events.onOutcome(file, outcome);
  }

  function ended(): void {
    if (hasEnded) return;
    hasEnded = true;
    clearTimeout(timer);
    const [culprit, ...unread] = sent.splice(0);
    if (culprit !== undefined) events.onOutcome(culprit, failureFor(culprit, verdict ?? verdictOf(child.signalCode, lastWords), config));
    events.onEnd(unread);
  }

  const [input, , errors, output] = child.stdio;
  // A dead process is told by 'close' alone; writing to its pipe must not raise a second alarm.
  input?.on('error', () => undefined);
  errors?.on('data', (words: Buffer) => {
    lastWords = (lastWords + words.toString('latin1')).slice(-lastWordsLength);
  });
  output?.on('data', take).on('error', () => undefined);
  child.on('error', ended);
  child.on('close', ended);

  return {
    pending: () => sent.length,
    pendingBytes: () => sent.reduce((sum, file) => sum + file.bytes.length, 0),
    isWorn: () => hasEnded || verdict !== null || served + sent.length >= filesPerProcess || busyMs > busyLimitMs(config),
    send(file) {
      sent.push(file);
      if (sent.length === 1) begin();
      for (const part of encodeFrame({ source: file.source }, [file.bytes])) child.stdin?.write(part);
    },
    retire: () => child.stdin?.end(),
    kill: () => child.kill('SIGKILL'),
  };
}

/** The kernel refuses memory with a fatal word from V8 on standard error, then an abort or a trap. */
function verdictOf(signal: NodeJS.Signals | null, lastWords: string): Verdict {
  if (/out of memory|Allocation failed|bad_alloc/i.test(lastWords)) return 'parse-memory';
  return signal === 'SIGXCPU' ? 'parse-timeout' : 'parse-crashed';
}

function failureFor(file: FileInput, verdict: Verdict, config: Config): Outcome {
  const megabytes = Math.round(config.parserMemoryBytes / 2 ** 20);
  const words: Readonly<Record<Verdict, readonly [string, string]>> = {
    'parse-timeout': [
      `took over ${config.parserTimeoutMs / 1000} s to parse and was stopped`,
      'Split the file, or raise parserTimeoutMs in carrel.json.',
    ],
    'parse-memory': [
      `needs more than the ${megabytes} MB of memory that a parser may use`,
      'Split the file, or raise parserMemoryBytes in carrel.json.',
    ],
    'parse-crashed': ['made its parser crash', 'It may be damaged: open and save it anew, then ingest again.'],
  };
  const [what, hint] = words[verdict];
  const fault = new AppError(verdict, `${file.source} ${what}`, hint);
  return { kind: 'failed', code: fault.code, message: fault.message, hint: fault.hint };
}
