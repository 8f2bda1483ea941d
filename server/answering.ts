/** Puts the parts together for one question: collection, generator, query vectors, history. Doors call this. */
import { randomUUID } from 'node:crypto';
import type { Config } from '../core/config.ts';
import { openEmbedder } from '../core/embed/index.ts';
import { AppError } from '../core/errors.ts';
import type { AppStore, CollectionAccess } from '../core/ports.ts';
import { countTokens } from '../core/tokens/index.ts';
import type { AnswerEvent, RequestedMode, Turn } from '../core/types.ts';
import { answer } from './answer/answer.ts';
import { chooseGenerator } from './generate/index.ts';

export interface Question {
  readonly question: string;
  readonly mode: RequestedMode;
  /** Empty means the configured or the best one. */
  readonly model: string;
  /** Null asks without history, `new` begins a conversation. */
  readonly conversationId: string | null;
}

/** Longest title of a conversation; its first question is the title. */
const titleCharacters = 80;

/** Streams an answer and stores it before its last event is seen, so that an answer that was shown can be opened again. */
export async function* askCollection(
  collection: CollectionAccess,
  asked: Question,
  app: AppStore,
  config: Config,
  signal: AbortSignal,
): AsyncIterable<AnswerEvent> {
  const history =
    asked.conversationId === null || asked.conversationId === 'new' ? [] : turnsOf(asked.conversationId, collection.name, app);
  const generator = await chooseGenerator(config, asked.model, signal);
  const conversationId =
    asked.conversationId === 'new'
      ? app.createConversation(collection.name, asked.question.trim().slice(0, titleCharacters)).id
      : asked.conversationId;
  const request = { collection: collection.name, question: asked.question, mode: asked.mode, history, conversationId };
  const deps = {
    collection,
    generator,
    config,
    countTokens,
    embedQuery: queryEmbedding(config, collection),
    now: () => new Date(),
    newId: randomUUID,
  };
  for await (const event of answer(request, deps, signal)) {
    if (event.type === 'answer-end') app.saveAnswer(event.answer);
    yield event;
  }
}

/** Embeds questions with the model whose vectors the collection serves; null where LSA or words alone serve. */
export function queryEmbedding(
  config: Config,
  collection: CollectionAccess,
): (question: string, signal: AbortSignal) => Promise<Float32Array | null> {
  const embedder = openEmbedder(config);
  return async (question, signal) => {
    if (embedder === null || (await collection.servingEmbedder()) !== embedder.id) return null;
    return embedder.embedQuery(question, signal);
  };
}

function turnsOf(id: string, collection: string, app: AppStore): readonly Turn[] {
  const found = app.conversation(id);
  if (found === null || found.conversation.collection !== collection) {
    throw new AppError('conversation-unknown', `There is no conversation ${id.slice(0, 64)} about "${collection}"`, 'Begin a new one.');
  }
  return found.answers.map(({ question, text }) => ({ question, answer: text }));
}
