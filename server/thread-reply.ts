/** How the outcome of a call goes from a worker thread to its caller: class identity is lost between threads, so a fault travels as its fields. */
import { AppError, type ErrorCode } from '../core/errors.ts';

export type ThreadReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string | null; readonly message: string; readonly hint: string };

/** What the work comes to, in a shape that may be posted. */
export function replyOf(work: () => unknown): ThreadReply {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    const known = error instanceof AppError;
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, code: known ? error.code : null, message, hint: known ? error.hint : '' };
  }
}

/** The fault again, on the other side. */
export function faultOf({ code, message, hint }: Extract<ThreadReply, { ok: false }>): Error {
  return code === null ? new Error(message) : new AppError(code as ErrorCode, message, hint);
}
