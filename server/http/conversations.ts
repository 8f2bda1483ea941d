import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { answerOnWire } from '../wire.ts';
import { answerSchema } from './answer-schemas.ts';
import { noParameters, nothing, route } from './route.ts';
import { conversationSchema } from './schemas.ts';

const byId = z.strictObject({ id: z.string() });

export const list = route({
  method: 'get',
  path: '/api/conversations',
  summary: 'Conversations about a collection, the last used first.',
  params: noParameters,
  query: z.strictObject({ collection: z.string() }),
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'application/json', schema: z.strictObject({ conversations: z.array(conversationSchema) }) },
  handle: ({ query }, deps) => ({ conversations: deps.app.conversations(query.collection) }),
});

export const show = route({
  method: 'get',
  path: '/api/conversations/{id}',
  summary: 'A conversation with its answers, oldest first.',
  params: byId,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'application/json', schema: z.strictObject({ conversation: conversationSchema, answers: z.array(answerSchema) }) },
  handle({ params }, deps) {
    const found = deps.app.conversation(params.id);
    if (found === null) throw unknown(params.id);
    return { conversation: found.conversation, answers: found.answers.map(answerOnWire) };
  },
});

export const remove = route({
  method: 'delete',
  path: '/api/conversations/{id}',
  summary: 'Forgets a conversation and its answers.',
  params: byId,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 204,
  reply: null,
  handle({ params }, deps) {
    if (!deps.app.removeConversation(params.id)) throw unknown(params.id);
    // Its bytes go with the next idle moment of the ingest process.
    deps.ingest.wake();
  },
});

function unknown(id: string): AppError {
  return new AppError('conversation-unknown', `There is no conversation ${id.slice(0, 64)}`, 'It may have been deleted; begin a new one.');
}
