/** From our nouns to the shapes of the doors: spans become `start` and `end`, everything else is as it is. */
import type { Answer, AnswerEvent, Place, SearchOutcome } from '../core/types.ts';

export function answerOnWire(answer: Answer): unknown {
  return {
    ...answer,
    passages: answer.passages.map(({ span, ...passage }) => ({ ...passage, start: span.start, end: span.end })),
  };
}

/** Name and data of the server-sent event for an answer event. */
export function eventOnWire(event: AnswerEvent): { readonly name: string; readonly data: unknown } {
  if (event.type === 'answer-end') return { name: event.type, data: { answer: answerOnWire(event.answer) } };
  const { type, ...data } = event;
  return { name: type, data };
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
