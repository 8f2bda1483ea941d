/** One question on the desk and what came of it. Pure: events in, a new value out. */
import type { AnswerPhase, Citation, Plan, RequestedMode } from '../../core/types.ts';
import type { Problem } from '../api/http.ts';
import type { Answer, AnswerEvent } from '../api/wire.ts';

/** What was asked, so that "try again" asks the very same thing. */
export interface Asked {
  readonly question: string;
  readonly mode: RequestedMode;
  readonly model: string;
}

interface Progress {
  readonly phase: AnswerPhase | 'sending';
  readonly done: number;
  readonly total: number;
  readonly etaMs: number | null;
}

export interface Unfinished {
  readonly id: string;
  readonly asked: Asked;
  readonly plan: Plan | null;
  readonly text: string;
  readonly citations: readonly Citation[];
}

export interface Running extends Unfinished {
  readonly collection: string;
  readonly conversation: string | null;
  /** By the page's monotonic clock. */
  readonly startedAt: number;
  readonly progress: Progress;
}

export type Exchange =
  | { readonly kind: 'answered'; readonly id: string; readonly answer: Answer }
  | ({ readonly kind: 'stopped' } & Unfinished)
  | ({ readonly kind: 'failed'; readonly problem: Problem } & Unfinished);

/** What the events so far make of a running question. `answer-end` changes nothing here: it ends it. */
export function advanced(running: Running, events: readonly AnswerEvent[]): Running {
  return events.reduce(step, running);
}

function step(running: Running, event: AnswerEvent): Running {
  switch (event.type) {
    case 'plan-ready':
      return { ...running, plan: event.plan };
    case 'progress': {
      const { phase, done, total, etaMs } = event;
      return { ...running, progress: { phase, done, total, etaMs } };
    }
    case 'text-delta': {
      const progress: Progress = { phase: 'writing', done: 0, total: 0, etaMs: null };
      return { ...running, text: running.text + event.text, progress: running.progress.phase === 'checking' ? running.progress : progress };
    }
    case 'citation-found':
      return { ...running, citations: [...running.citations, event.citation] };
    case 'answer-end':
      return running;
  }
}

export function unfinished({ id, asked, plan, text, citations }: Running): Unfinished {
  return { id, asked, plan, text, citations };
}
