/** Every call to the server goes through here. Knows no route. */

export interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
}

/** A fault that the server named, or one of ours: `server-unreachable`, `answer-cut-off`. */
export class Fault extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.detail, { cause });
    this.name = 'Fault';
    this.problem = problem;
  }
}

/** Faults born in the page carry no text: the word table has it, by code. */
export function pageFault(code: 'server-unreachable' | 'answer-cut-off' | 'upload-too-large', detail = '', cause?: unknown): Fault {
  return new Fault({ code, detail, hint: '' }, cause);
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new Fault({ code: 'internal', detail, hint: '' }, error);
}

/** Reads a problem+json body; anything else that is not JSON becomes `internal` with the status. */
export function parseProblem(body: string, status: number): Problem {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) {
      const fields = value as Readonly<Record<string, unknown>>;
      const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
      return { code: text('code') || 'internal', detail: text('detail') || text('title') || `HTTP ${status}`, hint: text('hint') };
    }
  } catch {
    // A proxy or a dying server may answer with anything; the status is all we can say then.
  }
  return { code: 'internal', detail: `HTTP ${status}`, hint: '' };
}

export interface CallOptions {
  readonly body?: unknown;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

/** Sends a request and throws a Fault for anything that is not a success. */
export async function send(method: 'GET' | 'POST' | 'DELETE', path: string, options: CallOptions = {}): Promise<Response> {
  const headers: Record<string, string> = { accept: options.accept ?? 'application/json' };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw pageFault('server-unreachable', '', cause);
  }
  if (!response.ok) throw new Fault(parseProblem(await response.text(), response.status));
  return response;
}

export async function call<Value>(method: 'GET' | 'POST' | 'DELETE', path: string, options: CallOptions = {}): Promise<Value> {
  const response = await send(method, path, options);
  return (await response.json()) as Value;
}

/** The path of a collection, or of something in it. */
export function collectionPath(name: string, ...rest: readonly string[]): string {
  return ['/api/collections', name, ...rest].map((part, index) => (index === 0 ? part : encodeURIComponent(part))).join('/');
}
