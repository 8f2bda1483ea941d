import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import type { TraceStep } from '../../core/types.ts';
import { checkedQuestion } from '../answer/question/question.ts';
import { askCollection, planQuestion, queryEmbedding } from '../answering.ts';
import { withTrace } from '../trace.ts';
import { answerOnWire, eventOnWire, searchOnWire } from '../wire.ts';
import { answerSchema, traceStepSchema } from './answer-schemas.ts';
import { byName } from './collections.ts';
import { eventStream, type ServerEvent } from './event-stream.ts';
import { noParameters, route } from './route.ts';
import { modelSchema, modeSchema, planSchema, searchResultSchema } from './schemas.ts';

const mostResults = 200;

const usualResults = 20;

// Programs with typed structures send null for what they leave open, so null is as good as nothing.
const searchBody = z.strictObject({
  question: z.string(),
  limit: z
    .int()
    .min(1)
    .max(mostResults)
    .nullish()
    .transform((limit) => limit ?? usualResults),
});

const answerBody = z.strictObject({
  question: z.string(),
  mode: modeSchema.nullish().transform((mode) => mode ?? 'auto'),
  model: z
    .string()
    .max(200)
    .nullish()
    .transform((model) => model ?? ''),
  conversationId: z
    .string()
    .max(64)
    .nullish()
    .transform((id) => id ?? null),
});

export const search = route({
  method: 'post',
  path: '/api/collections/{name}/search',
  summary: 'Passages for a question, best first; several passages of a document may be among them.',
  params: byName,
  query: noParameters,
  body: searchBody,
  bodyMediaType: 'application/json',
  status: 200,
  reply: { mediaType: 'application/json', schema: z.strictObject({ results: z.array(searchResultSchema), tookMs: z.number() }) },
  async handle({ params, body, signal }, deps) {
    const question = checkedQuestion(body.question);
    const collection = deps.collections.access(params.name);
    const vector = await queryEmbedding(deps.config, collection)(question, signal);
    const outcome = await collection.search(question, body.limit, vector);
    return searchOnWire(outcome, await collection.places(outcome.hits));
  },
});

export const plan = route({
  method: 'post',
  path: '/api/collections/{name}/plan',
  summary: 'What would be sent for a question, why, and how long it would take. Asks no model; the question may be empty.',
  params: byName,
  query: noParameters,
  body: answerBody.extend({ question: z.string().default('') }),
  bodyMediaType: 'application/json',
  status: 200,
  reply: { mediaType: 'application/json', schema: z.strictObject({ plan: planSchema, model: modelSchema }) },
  handle({ params, body, signal }, deps) {
    const question = body.question.trim() === '' ? '' : checkedQuestion(body.question);
    return planQuestion(deps.collections.access(params.name), { ...body, question }, deps.app, deps.config, signal);
  },
});

const traceQuery = z.strictObject({ trace: z.enum(['0', '1']).default('0') });

export const ask = route({
  method: 'post',
  path: '/api/collections/{name}/answers',
  summary:
    'Answers a question: with `Accept: text/event-stream` as events, else the Answer when it is done. `?trace=1` adds where its time went.',
  params: byName,
  query: traceQuery,
  body: answerBody,
  bodyMediaType: 'application/json',
  status: 200,
  reply: { mediaType: 'application/json', schema: answerSchema.extend({ trace: z.array(traceStepSchema).optional() }) },
  async handle({ params, query, body, request, signal }, deps) {
    checkedQuestion(body.question);
    const collection = deps.collections.access(params.name);
    const streams = (request.headers.get('accept') ?? '').includes('text/event-stream');
    const events = (stop: AbortSignal) => deps.warmUps.follow(params.name, askCollection(collection, body, deps.app, deps.config, stop));
    const gone = deps.collections.gone(params.name);
    const traced = (stop: AbortSignal) => withTrace(params.name, events(stop));
    const isWanted = query.trace === '1';
    if (streams) return eventStream(request, AbortSignal.any([deps.farewell.signal, gone]), (stop) => onWire(traced(stop), isWanted));
    let trace: readonly TraceStep[] = [];
    try {
      for await (const event of traced(AbortSignal.any([signal, gone]))) {
        if (event.type === 'trace') trace = event.steps;
        if (event.type === 'answer-end') return { ...answerOnWire(event.answer), ...(isWanted ? { trace } : {}) };
      }
    } catch (fault) {
      throw gone.aborted ? gone.reason : fault;
    }
    throw new AppError('internal', 'The answer ended without an end', 'Ask again.');
  },
});

async function* onWire(events: ReturnType<typeof withTrace>, isTraceWanted: boolean): AsyncIterable<ServerEvent> {
  for await (const event of events) if (isTraceWanted || event.type !== 'trace') yield eventOnWire(event);
}
