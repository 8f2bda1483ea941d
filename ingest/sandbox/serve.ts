/**
 * The loop of a parser process: one file after the other from standard input, replies to file 3, until the parent
 * closes the pipe. Everything is written before the next file begins, so a crash takes down no more than one file.
 */
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../core/errors.ts';
import type { FileInput } from '../../core/ports.ts';
import type { Prepared } from '../prepare.ts';
import { readFrame, writeFrame } from './frame.ts';
import { failureOf, type Reply, replyOf } from './reply.ts';

const requests = 0;
const replies = 3;

/**
 * pdf.js leaves rejections behind that no one waits for. Some do no harm, after others the parse never settles:
 * it then has this long to prove which. Nothing that still works takes so long between two steps.
 */
const graceMs = 2000;

/** Says that it is ready, then prepares files until there are no more, and never throws for one. */
export async function serve(prepare: (file: FileInput) => Promise<Prepared>): Promise<void> {
  let orphaned: (fault: unknown) => void = () => undefined;
  process.on('unhandledRejection', (fault) => orphaned(fault));

  writeFrame(replies, { kind: 'ready' }, []);
  for (let request = readFrame(requests); request !== null; request = readFrame(requests)) {
    const { source } = request.message as { readonly source: string };
    const abandoned = Promise.withResolvers<never>();
    let timer: NodeJS.Timeout | undefined;
    orphaned = (fault) => {
      timer ??= setTimeout(abandoned.reject, graceMs, fault);
    };
    const work = answer(source, Promise.race([prepare({ source, bytes: request.body }), abandoned.promise]));
    for (const { message, bodies } of await work) writeFrame(replies, message, bodies);
    clearTimeout(timer);
  }
}

async function answer(source: string, work: Promise<Prepared>): Promise<Iterable<Reply>> {
  try {
    const prepared = await work;
    // Rejections that this file left behind come up in this turn, and not on the account of the next file.
    await setImmediate();
    return replyOf(prepared);
  } catch (fault) {
    return [failureOf(asAppError(source, fault))];
  }
}

function asAppError(source: string, fault: unknown): AppError {
  if (fault instanceof AppError) return fault;
  if (isOutOfMemory(fault)) {
    return new AppError('parse-memory', `${source} needs more memory than a parser may use`, 'Split the file.', fault);
  }
  const name = fault instanceof Error ? fault.name : typeof fault;
  return new AppError(
    'parse-crashed',
    `${source} could not be read: its parser failed (${name})`,
    'Open and save it anew, then ingest again.',
    fault,
  );
}

/** V8 says it in a RangeError when the kernel refuses a buffer, or when a string or array would be too long. */
function isOutOfMemory(fault: unknown): boolean {
  return fault instanceof RangeError && /allocat|memory|Invalid (string|array|typed array) length/i.test(fault.message);
}
