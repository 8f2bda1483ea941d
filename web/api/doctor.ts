/** What the server finds when it looks at itself, quickly or with a trial of the model. */
import { call, Fault, pageFault, parseProblem, send } from './http.ts';
import { readEvents } from './sse.ts';

export interface Finding {
  readonly area: 'runtime' | 'data' | 'collection' | 'queue' | 'model' | 'network';
  readonly state: 'good' | 'doubtful' | 'bad';
  readonly message: string;
  /** Empty when nothing needs to be done. */
  readonly remedy: string;
}

/** What the last trial of a model came to. */
export interface Measurements {
  readonly model: string;
  readonly engine: string;
  readonly measuredAt: string;
  readonly prefillTokensPerSecond: number | null;
  readonly decodeTokensPerSecond: number | null;
  /** The same documents asked about twice, at growing lengths. */
  readonly reuse: readonly {
    readonly promptTokens: number;
    readonly coldMs: number;
    readonly warmMs: number;
    readonly reusedShare: number;
    /** Of facts at the beginning, the middle and the end. */
    readonly factsAsked: number;
    readonly factsFound: number;
  }[];
  readonly overflow: 'refused' | 'cut' | 'unclear' | 'not-tried';
  readonly coldEqualsWarm: boolean | null;
}

export interface Examination {
  readonly findings: readonly Finding[];
  readonly measurements: readonly Measurements[];
}

/** What is being tried, in the server's words, and how far it is. */
export interface TrialStep {
  readonly step: string;
  readonly done: number;
  readonly total: number;
  readonly etaMs: number | null;
}

export type TrialEvent =
  | ({ readonly type: 'progress' } & TrialStep)
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'examination-end'; readonly findings: readonly Finding[]; readonly measurements: Measurements | null };

export function getExamination(signal: AbortSignal): Promise<Examination> {
  return call('GET', '/api/doctor', { signal });
}

/** Tries the model, for minutes. Ends with `examination-end` or throws: a trial that just stops has shown nothing. */
export async function* tryModel(model: string, signal: AbortSignal): AsyncGenerator<TrialEvent> {
  const response = await send('POST', '/api/doctor', { body: { model }, accept: 'text/event-stream', signal });
  if (response.body === null) throw pageFault('answer-cut-off');
  for await (const { event, data } of readEvents(response.body)) {
    if (event === 'problem') throw new Fault(parseProblem(data, 500));
    const known = { ...(JSON.parse(data) as object), type: event } as TrialEvent;
    yield known;
    if (known.type === 'examination-end') return;
  }
  throw pageFault('answer-cut-off');
}
