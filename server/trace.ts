/** Where the time of an answer went, for whoever asks for it and for the log: its steps, seen from outside, by the events that every answer sends. */
import { log } from '../core/log.ts';
import type { Answer, AnswerEvent, TraceEvent, TraceStep } from '../core/types.ts';

type Figures = TraceStep['figures'];

interface OpenStep {
  readonly step: TraceStep['step'];
  readonly sinceMs: number;
  figures: Figures;
}

const ended = ({ step, sinceMs, figures }: OpenStep, nowMs: number): TraceStep => ({ step, tookMs: nowMs - sinceMs, figures });

/**
 * Passes the events of an answer on, with `trace` before its end. The steps follow one another without a gap, so their
 * times make the whole.
 */
export async function* withTrace(
  collection: string,
  events: AsyncIterable<AnswerEvent>,
  nowMs: () => number = () => performance.now(),
): AsyncIterable<AnswerEvent | TraceEvent> {
  const steps: TraceStep[] = [];
  let current: OpenStep = { step: 'opening', sinceMs: nowMs(), figures: {} };

  function close(next: TraceStep['step']): void {
    if (next === current.step) return;
    const now = nowMs();
    steps.push(ended(current, now));
    current = { step: next, sinceMs: now, figures: {} };
  }

  for await (const event of events) {
    switch (event.type) {
      case 'progress':
        close(event.phase);
        if (event.total > 0 && event.phase !== 'searching' && event.phase !== 'checking')
          current.figures = { done: event.done, total: event.total };
        break;
      case 'plan-ready': {
        const { mode, promptTokens, cachedTokens, predictedMs, documentsIn, documentsTotal } = event.plan;
        current.figures = { mode, promptTokens, cachedTokens, predictedMs, documentsIn, documentsTotal };
        close('asking');
        break;
      }
      case 'text-delta':
        if (current.step === 'asking') close('writing');
        break;
      case 'answer-end':
        steps.push(ended({ ...current, figures: endFigures(event.answer) }, nowMs()));
        yield told(collection, steps.flatMap((step) => parted(step, event.answer)).map(rounded), event.answer);
        break;
    }
    yield event;
  }
}

function told(collection: string, steps: readonly TraceStep[], { id, model, plan }: Answer): TraceEvent {
  log('debug', 'answer', { collection, answer: id, model, mode: plan.mode, tookMs: Math.round(sumMs(steps)), steps });
  return { type: 'trace', steps };
}

const sumMs = (steps: readonly TraceStep[]): number => steps.reduce((sum, { tookMs }) => sum + tookMs, 0);

/** The plan is made right behind the search, and its receipt says how long that took. */
function parted(step: TraceStep, { receipt }: Answer): readonly TraceStep[] {
  if (step.step !== 'searching') return [step];
  const searchMs = Math.min(receipt.timings.searchMs, step.tookMs);
  return [
    { ...step, tookMs: searchMs, figures: {} },
    { ...step, step: 'planning', tookMs: step.tookMs - searchMs },
  ];
}

/** To a tenth of a millisecond. */
const rounded = (step: TraceStep): TraceStep => ({ ...step, tookMs: Math.round(step.tookMs * 10) / 10 });

function endFigures({ receipt, citations, passages }: Answer): Figures {
  return {
    firstTokenMs: receipt.timings.firstTokenMs,
    ...{ serverPromptTokens: receipt.serverPromptTokens, cachedTokens: receipt.cachedTokens, outputTokens: receipt.outputTokens },
    ...{ passages: passages.length, verified: citations.filter(({ status }) => status === 'verified').length, citations: citations.length },
  };
}
