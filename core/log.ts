/**
 * The log: one line an event on stderr, as text for a person or as JSON for a program. It never holds a question, an
 * answer or a document's text.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export type LogLevel = 'error' | 'warning' | 'info' | 'debug';
const levels: readonly string[] = ['error', 'warning', 'info', 'debug'] satisfies readonly LogLevel[];

export interface LogSettings {
  readonly log: string;
  /** Empty: what a person wants to see for text, and all of it for a program. */
  readonly logLevel: string;
}

/** Figures and names beside the sentence. */
export type LogFigures = Readonly<Record<string, unknown>>;

let isJson = false;
let mostDetailed = levels.indexOf('info');
const requests = new AsyncLocalStorage<string>();

/** Said once, by whoever starts a process. */
export function configureLog(chosen: LogSettings): void {
  isJson = chosen.log === 'json';
  const usual: LogLevel = isJson ? 'debug' : 'info';
  mostDetailed = levels.indexOf(chosen.logLevel === '' ? usual : chosen.logLevel);
}

/** Whatever is logged in `work`, and in what it leaves running, names this request. */
export function inRequest<Result>(id: string, work: () => Result): Result {
  return requests.run(id, work);
}

export function log(level: LogLevel, message: string, figures: LogFigures = {}): void {
  if (levels.indexOf(level) > mostDetailed) return;
  const requestId = requests.getStore();
  const all = requestId === undefined ? figures : { requestId, ...figures };
  process.stderr.write(isJson ? jsonLine(level, message, all) : textLine(message, all));
}

function jsonLine(level: LogLevel, message: string, figures: LogFigures): string {
  return `${JSON.stringify({ time: new Date().toISOString(), level, message, ...figures })}\n`;
}

/** In one line, whatever the sentence holds. */
function textLine(message: string, figures: LogFigures): string {
  const shown = Object.keys(figures).length === 0 ? '' : ` ${JSON.stringify(figures)}`;
  return `carrel: ${message.replace(/\s*\n\s*/g, ' | ')}${shown}\n`;
}

/** A fault with its stack and what was behind it, for the person who runs the server. */
export function faultFigures(fault: unknown): LogFigures {
  if (!(fault instanceof Error)) return { fault: String(fault) };
  return {
    fault: fault.stack ?? fault.message,
    ...(fault.cause instanceof Error ? { cause: fault.cause.stack ?? fault.cause.message } : {}),
  };
}
