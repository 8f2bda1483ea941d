import type { Plan, RequestedMode } from '../../core/types.ts';
import { call, collectionPath, Fault, pageFault, parseProblem, send } from './http.ts';
import { readEvents } from './sse.ts';
import type { Answer, AnswerEvent } from './wire.ts';

export interface Question {
  readonly question: string;
  readonly mode: RequestedMode;
  /** Empty leaves the choice to the server. */
  readonly model: string;
}

export interface PlanQuestion extends Question {
  /** Its history is sent too. */
  readonly conversationId?: string;
}

export interface PlanAnswer {
  readonly plan: Plan;
  readonly model: { readonly id: string; readonly engine: string; readonly contextTokens: number };
}

const withoutEmptyModel = (question: PlanQuestion): Partial<PlanQuestion> => {
  const { model, ...rest } = question;
  return model ? { ...rest, model } : rest;
};

export function getPlan(collection: string, question: PlanQuestion, signal: AbortSignal): Promise<PlanAnswer> {
  return call('POST', collectionPath(collection, 'plan'), { body: withoutEmptyModel(question), signal });
}

export function getAnswer(id: string): Promise<Answer> {
  return call('GET', `/api/answers/${encodeURIComponent(id)}`);
}

/** The prompt of an answer, put together again by the server from its receipt. */
export interface SentPrompt {
  /** False when no model was asked: sentences were taken from the same passages. */
  readonly isSent: boolean;
  readonly messages: readonly { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }[];
}

export function getPrompt(id: string): Promise<SentPrompt> {
  return call('GET', `/api/answers/${encodeURIComponent(id)}/prompt`);
}

/** Streams an answer. Ends with `answer-end` or throws: a stream that just stops is a fault, not a short answer. */
export async function* ask(
  collection: string,
  question: Question,
  conversationId: string,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent> {
  const body = { ...withoutEmptyModel(question), conversationId };
  const response = await send('POST', collectionPath(collection, 'answers'), { body, accept: 'text/event-stream', signal });
  if (response.body === null) throw pageFault('answer-cut-off');
  try {
    for await (const { event, data } of readEvents(response.body)) {
      if (event === 'problem') throw new Fault(parseProblem(data, 500));
      const known = { ...(JSON.parse(data) as object), type: event } as AnswerEvent;
      yield known;
      if (known.type === 'answer-end') return;
    }
  } catch (cause) {
    if (cause instanceof Fault || signal.aborted) throw cause;
    throw pageFault('answer-cut-off', '', cause);
  }
  throw pageFault('answer-cut-off');
}
