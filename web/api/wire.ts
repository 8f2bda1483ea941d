/** Where JSON differs from the nouns in core/types.ts: on the wire a passage carries `start` and `end`. */
import type * as core from '../../core/types.ts';

export type Passage = Omit<core.Passage, 'span'> & core.Span;
export type Answer = Omit<core.Answer, 'passages'> & { readonly passages: readonly Passage[] };
export type AnswerEvent =
  | Exclude<core.AnswerEvent, { readonly type: 'answer-end' }>
  | { readonly type: 'answer-end'; readonly answer: Answer };
