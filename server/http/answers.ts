import { z } from 'zod';
import { knownAnswer, promptOfAnswer } from '../answered.ts';
import { answerOnWire } from '../wire.ts';
import { answerSchema, imageSchema } from './answer-schemas.ts';
import { noParameters, nothing, route } from './route.ts';

const byId = z.strictObject({ id: z.string() });

const promptSchema = z
  .strictObject({
    answerId: z.string(),
    model: z.string(),
    isSent: z.boolean(),
    promptHash: z.string(),
    promptTokens: z.int().min(0),
    system: z.string(),
    prefix: z.string(),
    history: z.array(z.strictObject({ question: z.string(), answer: z.string() })),
    question: z.string(),
    images: z.array(imageSchema),
    messages: z.array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
  })
  .meta({ id: 'Prompt' });

export const show = route({
  method: 'get',
  path: '/api/answers/{id}',
  summary: 'An answer again, with its receipt.',
  params: byId,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'application/json', schema: answerSchema },
  handle: ({ params }, deps) => answerOnWire(knownAnswer(params.id, deps.app)),
});

export const prompt = route({
  method: 'get',
  path: '/api/answers/{id}/prompt',
  summary: 'The prompt behind an answer, rebuilt byte for byte; `prompt-lost` says which documents have changed or gone since.',
  params: byId,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'application/json', schema: promptSchema },
  handle: ({ params }, deps) => promptOfAnswer(params.id, deps.app, deps.collections.access, deps.config),
});
