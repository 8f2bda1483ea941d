/** Faults as problem+json (RFC 9457). Nothing but AppError texts ever reaches a client. */
import { AppError, type ErrorCode } from '../../core/errors.ts';
import { faultFigures, log } from '../../core/log.ts';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly hint: string;
}

/** HTTP status of each code; codes not listed are 500. */
const statusOf: Partial<Record<ErrorCode, number>> = {
  'bad-request': 400,
  'question-empty': 400,
  'question-too-long': 413,
  'bad-name': 400,
  'collection-unknown': 404,
  'collection-exists': 409,
  'collection-ambiguous': 400,
  'collection-busy': 409,
  'document-unknown': 404,
  'answer-unknown': 404,
  'conversation-unknown': 404,
  'job-unknown': 404,
  'route-unknown': 404,
  'host-refused': 403,
  'origin-refused': 403,
  'method-refused': 405,
  'body-too-large': 413,
  'media-type-refused': 415,
  'path-refused': 403,
  'path-unknown': 404,
  'disk-full': 507,
  'file-unreadable': 410,
  'embedder-mismatch': 409,
  'model-unknown': 404,
  'model-cloud': 403,
  'model-unreachable': 503,
  'model-failed': 502,
  'model-out-of-memory': 503,
  'model-busy': 503,
  'model-timeout': 504,
  'model-stream-broken': 502,
  'prompt-too-long': 413,
  'prompt-cut': 502,
  'prompt-lost': 410,
  'window-lowered': 502,
  'outbound-refused': 403,
  // nginx's "client closed request": the client asked for the stop, so nobody reads it.
  cancelled: 499,
};

/** What a client may read about a fault; anything that is not an AppError becomes "internal". */
export function problemOf(fault: unknown): Problem {
  const known =
    fault instanceof AppError
      ? fault
      : new AppError('internal', 'Something went wrong inside Carrel', 'The server log has the details. Please report it.', fault);
  const status = statusOf[known.code] ?? 500;
  return {
    type: `urn:carrel:problem:${known.code}`,
    title: known.code.replaceAll('-', ' '),
    status,
    detail: known.message,
    code: known.code,
    hint: known.hint,
  };
}

export function problemResponse(fault: unknown): Response {
  const problem = problemOf(fault);
  if (problem.code === 'internal') logFault(fault);
  return new Response(JSON.stringify(problem), { status: problem.status, headers: { 'content-type': 'application/problem+json' } });
}

/** For the person who runs the server. */
export function logFault(fault: unknown): void {
  log('error', 'fault', faultFigures(fault));
}
