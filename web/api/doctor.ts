/** What the server finds when it looks at itself, quickly or with a trial of the model. */
import { call, Fault, pageFault, parseProblem, send } from './http.ts';
import { readEvents } from './sse.ts';

export interface Finding {
  readonly area: string;
  readonly state: 'good' | 'doubtful' | 'bad';
  readonly message: string;
  /** Empty when nothing needs to be done. */
  readonly remedy: string;
}

export interface TrialStep {
  /** What is being tried, in the server's words. */
  readonly step: string;
  readonly done: number;
  /** 0 when the end is not known. */
  readonly total: number;
}

export async function getFindings(signal: AbortSignal): Promise<readonly Finding[]> {
  return (await call<{ findings: readonly Finding[] }>('GET', '/api/doctor', { signal })).findings;
}

/** Tries the model; yields each step and at last the findings of all of it. A stream that just stops is a fault. */
export async function* tryModel(signal: AbortSignal): AsyncGenerator<TrialStep | { readonly findings: readonly Finding[] }> {
  const response = await send('POST', '/api/doctor', { body: {}, accept: 'text/event-stream', signal });
  if (response.body === null) throw pageFault('answer-cut-off');
  for await (const { event, data } of readEvents(response.body)) {
    if (event === 'problem') throw new Fault(parseProblem(data, 500));
    const value = JSON.parse(data) as TrialStep | { readonly findings: readonly Finding[] };
    yield value;
    if ('findings' in value) return;
  }
  throw pageFault('answer-cut-off');
}
