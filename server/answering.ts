/** Puts the parts together for one question: collection, generator, query vectors, history. Doors call this. */
import { randomUUID } from 'node:crypto';
import type { Config } from '../core/config.ts';
import { embedderOfId, openEmbedder } from '../core/embed/index.ts';
import { AppError } from '../core/errors.ts';
import { log } from '../core/log.ts';
import type { CollectionAccess } from '../core/ports.ts';
import { stateFolder } from '../core/saved-states.ts';
import { withoutGone } from '../core/store/index.ts';
import type { Answer, AnswerEvent, ModelDescription, Plan, RequestedMode, Turn } from '../core/types.ts';
import { answer } from './answer/answer.ts';
import { planAhead } from './answer/plan-ahead.ts';
import { counterFor } from './answer/reading/counting.ts';
import { timedGenerator } from './answer/reading/timed-generator.ts';
import type { AnswerDeps } from './answer/request.ts';
import { type AnswerShelf, newConversation, notKept, withWarning } from './answer-shelf.ts';
import { chooseGenerator } from './generate/index.ts';
import type { LocatedAccess } from './search/places.ts';
import { noteLastAsked } from './warm-up/last-asked.ts';

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

/**
 * Streams an answer and stores it before its last event is seen, so that an answer that was shown can be opened again. Where
 * it cannot be stored it is given all the same, with a warning.
 */
export async function* askCollection(
  collection: LocatedAccess,
  asked: Question,
  app: AnswerShelf,
  config: Config,
  signal: AbortSignal,
): AsyncIterable<AnswerEvent> {
  const deps = await answerDeps(collection, asked.model, config, signal);
  const history = turnsOf(asked.conversationId, collection.name, app);
  const isNew = asked.conversationId === 'new';
  const conversationId = isNew
    ? newConversation(collection.name, asked.question.trim().slice(0, titleCharacters), app)
    : asked.conversationId;
  const request = { collection: collection.name, question: asked.question, mode: asked.mode, history, conversationId };
  if (deps.generator.model.contextTokens > 0) noteLastAsked(config, { collection: collection.name, model: deps.generator.model.id });
  const startedFrom = (await collection.summary()).updatedAt;
  for await (const event of answer(request, deps, signal)) {
    if (event.type !== 'answer-end') {
      yield event;
      continue;
    }
    const kept = await withoutRemoved(event.answer, collection, startedFrom);
    const warning = notKept(kept, app);
    yield { ...event, answer: warning === null ? kept : withWarning(kept, warning) };
  }
}

/** A document may be removed while an answer rests on it: then its words must not come back with the answer. */
async function withoutRemoved(answer: Answer, collection: LocatedAccess, startedFrom: string): Promise<Answer> {
  if ((await collection.summary()).updatedAt === startedFrom) return answer;
  const there = new Set((await collection.documents()).map(({ id }) => id));
  return withoutGone([answer], (id) => there.has(id))[0] ?? answer;
}

/** What would be sent and how long it would take, before anything is asked. */
export async function planQuestion(
  collection: LocatedAccess,
  asked: Question,
  app: AnswerShelf,
  config: Config,
  signal: AbortSignal,
): Promise<{ readonly plan: Plan; readonly model: ModelDescription }> {
  const deps = await answerDeps(collection, asked.model, config, signal);
  const history = turnsOf(asked.conversationId, collection.name, app);
  const request = { collection: collection.name, question: asked.question, mode: asked.mode, history, conversationId: null };
  return { plan: await planAhead(request, deps, signal), model: deps.generator.model };
}

/** What answering needs, for a collection and a model; an empty name means the configured or the best one. */
export async function answerDeps(collection: LocatedAccess, model: string, config: Config, signal: AbortSignal): Promise<AnswerDeps> {
  const generator = timedGenerator(await chooseGenerator(config, model, signal), config);
  const counter = await counterFor(generator, collection, signal);
  return {
    collection,
    generator,
    config,
    counter,
    countTokens: counter.count,
    stateFolder: generator.keepsStates === true ? stateFolder(config, collection.name) : undefined,
    embedQuery: queryEmbedding(config, collection),
    now: () => new Date(),
    newId: randomUUID,
  };
}

/**
 * Embeds questions with the model whose vectors the collection serves; null where LSA or words alone serve. A model
 * server that is down costs the vectors of this question, not the answer: words and LSA go on, and the log says so.
 */
export function queryEmbedding(
  config: Config,
  collection: CollectionAccess,
): (question: string, signal: AbortSignal) => Promise<Float32Array | null> {
  return async (question, signal) => {
    // Spares each search a way to its worker and back.
    if (config.embedder === 'lsa') return null;
    const serving = await collection.servingEmbedder();
    if (serving === null) return null;
    try {
      // With `auto` it is the vectors that say whose they are: what is best may have changed since.
      const wanted = config.embedder === 'auto' ? embedderOfId(serving) : config.embedder;
      const embedder = await openEmbedder({ ...config, embedder: wanted }, signal);
      return embedder === null || embedder.id !== serving ? null : await embedder.embedQuery(question, signal);
    } catch (fault) {
      if (!(fault instanceof AppError) || fault.code === 'cancelled' || fault.code === 'config-invalid') throw fault;
      log('warning', `searching without ${config.embedder}: ${fault.message}`);
      return null;
    }
  };
}

function turnsOf(id: string | null, collection: string, app: AnswerShelf): readonly Turn[] {
  if (id === null || id === 'new') return [];
  const found = app.conversation(id);
  if (found === null || found.conversation.collection !== collection) {
    throw new AppError('conversation-unknown', `There is no conversation ${id.slice(0, 64)} about "${collection}"`, 'Begin a new one.');
  }
  return found.answers.map(({ question, text }) => ({ question, answer: text }));
}
