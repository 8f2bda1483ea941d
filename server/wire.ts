/** From our nouns to the shapes of the doors and back: spans become `start` and `end`, everything else is as it is. */
import type { Answer, AnswerEvent, Passage, Place, SearchOutcome, TraceEvent } from '../core/types.ts';

type WirePassage = Omit<Passage, 'span'> & { readonly start: number; readonly end: number };
type WireAnswer = Omit<Answer, 'passages'> & { readonly passages: readonly WirePassage[] };

export function answerOnWire(answer: Answer): WireAnswer {
  return {
    ...answer,
    passages: answer.passages.map(({ span, ...passage }) => ({ ...passage, start: span.start, end: span.end })),
  };
}

/** Name and data of the server-sent event for an answer event. */
export function eventOnWire(event: AnswerEvent | TraceEvent): { readonly name: string; readonly data: unknown } {
  if (event.type === 'answer-end') return { name: event.type, data: { answer: answerOnWire(event.answer) } };
  const { type, ...data } = event;
  return { name: type, data };
}

/** The event again, from a server of this very version: its shape is not looked at. */
export function eventFromWire(name: string, data: Readonly<Record<string, unknown>>): AnswerEvent | TraceEvent {
  if (name !== 'answer-end') return { type: name, ...data } as AnswerEvent | TraceEvent;
  const { passages, ...answer } = data.answer as WireAnswer;
  const spanned = passages.map(({ start, end, ...passage }) => ({ ...passage, span: { start, end } }));
  return { type: name, answer: { ...answer, passages: spanned } };
}

/** Results best first; `places` belongs to the hits, in order. */
export function searchOnWire({ hits, tookMs }: SearchOutcome, places: readonly (Place | null)[]): unknown {
  const results = hits.map(({ documentId, source, title, span, text, score }, index) => ({
    rank: index + 1,
    documentId,
    source,
    title,
    start: span.start,
    end: span.end,
    text,
    score,
    place: places[index] ?? null,
  }));
  return { results, tookMs };
}
