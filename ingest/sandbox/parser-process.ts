/** One parser process seen from outside: files go in, outcomes come out in the same order, and whoever breaks it is named. */
import type { Config } from '../../core/config.ts';
import type { FileInput } from '../../core/ports.ts';
import { type Fall, fallOf, faultOf } from './fall.ts';
import { encodeFrame, type Frame, frameReader } from './frame.ts';
import { type Patience, patience } from './patience.ts';
import { innermostProcess, processorUse } from './processor-use.ts';
import { isReady, type Outcome, replyReader } from './read-reply.ts';
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
  onReady(): void;
  onOutcome(file: FileInput, outcome: Outcome): void;
  /** The process fell while it worked on the file. */
  onFall(file: FileInput, outcome: Extract<Outcome, { kind: 'failed' }>): void;
  /** The process is gone. `unread` were sent but never begun: they are innocent. */
  onEnd(unread: readonly FileInput[]): void;
  /** The process ended before it was ready for any file; comes before `onEnd`. */
  onStartFailed(lastWords: string): void;
}

/** Enough for 64 M characters with their terms and for the entries of an archive; more is a bomb. */
const maxFrameBytes = 1024 * 1024 * 1024;
/** Replaced after so many files, so that what parsers leak stays small. A start costs 0.6 s of processor until all is warm. */
const filesPerProcess = 1000;
/** Only the end of standard error is kept: V8's last words. */
const lastWordsLength = 4000;
/** A start takes 0.3 s; 29 s were seen with a slow disk and all processors busy. Longer means that it hangs. */
const startLimitMs = 180_000;

export function openParserProcess(config: Config, entry: string, bubblewrap: string | null, events: ParserProcessEvents): ParserProcess {
  const child = startParserProcess(config, entry, bubblewrap);
  const frames = frameReader(maxFrameBytes);
  const sent: FileInput[] = [];
  let reply = replyReader();
  let hasStarted = false;
  let pid = 0;
  let served = 0;
  let busyMs = 0;
  let isProcessorKnown = false;
  let begunAt = 0;
  let current: Patience | null = null;
  let lastWords = '';
  let fall: Fall | null = null;
  let hasEnded = false;
  let timer: NodeJS.Timeout | undefined = setTimeout(() => stop('clock'), startLimitMs);

  function started(frame: Frame): void {
    if (!isReady(frame)) throw new Error('a reply before the greeting');
    hasStarted = true;
    pid = innermostProcess(child.pid ?? 0);
    begin();
    events.onReady();
  }

  /** The time of a file begins when the one before it is answered; the first one's, when the process is ready. */
  function begin(): void {
    clearTimeout(timer);
    const use = processorUse(pid);
    isProcessorKnown = use !== null;
    if (use !== null) busyMs = use.usedMs;
    begunAt = performance.now();
    const [first] = sent;
    if (first === undefined) return;
    current = patience(config.parserTimeoutMs, begunAt, use);
    lookAfter(config.parserTimeoutMs, first);
  }

  function lookAfter(milliseconds: number, file: FileInput): void {
    // Saving blocks this process for seconds: the answer may lie in the pipe unread. It is taken before anyone judges.
    timer = setTimeout(() => setImmediate(() => setImmediate(() => sent[0] === file && look(file))), milliseconds);
  }

  function look(file: FileInput): void {
    const verdict = current?.look(performance.now(), processorUse(pid)) ?? 0;
    if (typeof verdict === 'number') lookAfter(verdict, file);
    else stop(verdict);
  }

  function stop(why: Fall): void {
    fall ??= why;
    child.kill('SIGKILL');
  }

  function take(bytes: Buffer): void {
    // It is being killed; what it still says is not trusted any more.
    if (fall !== null) return;
    try {
      for (const frame of frames.take(bytes)) {
        if (!hasStarted) started(frame);
        else answered(reply.take(frame));
      }
    } catch {
      // Too large or malformed: whatever wrote this is no longer our code. The file gets the blame in `ended`.
      stop('crash');
    }
  }

  function answered(outcome: Outcome | null): void {
    if (outcome === null) return;
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
    const unread = sent.splice(0);
    const culprit = hasStarted ? unread.shift() : undefined;
    if (culprit !== undefined) {
      const { code, message, hint } = faultOf(culprit.source, fall ?? fallOf(lastWords), config, isProcessorKnown);
      events.onFall(culprit, { kind: 'failed', code, message, hint });
    }
    if (!hasStarted) events.onStartFailed(lastWords);
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
    isWorn: () => hasEnded || fall !== null || served + sent.length >= filesPerProcess || busyMs > busyLimitMs(config),
    send(file) {
      sent.push(file);
      if (hasStarted && sent.length === 1) begin();
      for (const part of encodeFrame({ source: file.source }, [file.bytes])) child.stdin?.write(part);
    },
    retire: () => child.stdin?.end(),
    kill: () => child.kill('SIGKILL'),
  };
}
