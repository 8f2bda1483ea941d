/** Answers and the conversations they belong to. Conversations are kept until a person removes them. */
import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import type { AppStore, Conversation } from '../../ports.ts';
import type { Answer } from '../../types.ts';
import { withRenamed } from '../with-renamed.ts';
import { withoutGone } from '../without-gone.ts';
import { packAnswer, unpackAnswer } from './answer-body.ts';
import { documentForgetter } from './forget-documents.ts';
import { removalsIn } from './removed-documents.ts';
import { answerRewriter } from './rewrite-answers.ts';
import { oweWipe } from './wipe-debt.ts';

type Conversations = Pick<
  AppStore,
  | 'saveAnswer'
  | 'answer'
  | 'forgetDocuments'
  | 'followRenamed'
  | 'createConversation'
  | 'conversations'
  | 'conversation'
  | 'removeConversation'
>;

// Answers to questions outside any conversation (scripts, the command line) are kept to be looked at once more, not for good.
const looseAnswers = 1000;

const columns = 'id, collection, title, created_at AS createdAt, updated_at AS updatedAt';

/** Conversations and answers in `database`. */
export function conversationStore(database: Database): Conversations {
  const answer = database.prepare<[string], Buffer>('SELECT body FROM answer WHERE id = ?').pluck();
  const shown = withoutRemoved(database);
  const answersOf = database.prepare<[string], Buffer>('SELECT body FROM answer WHERE conversation_id = ? ORDER BY sequence').pluck();
  const one = database.prepare<[string], Conversation>(`SELECT ${columns} FROM conversation WHERE id = ?`);
  const ofCollection = database.prepare<[string], Conversation>(
    `SELECT ${columns} FROM conversation WHERE collection = ? ORDER BY updated_at DESC, id`,
  );
  const insert = database.prepare<[Conversation]>(
    'INSERT INTO conversation (id, collection, title, created_at, updated_at) VALUES (:id, :collection, :title, :createdAt, :updatedAt)',
  );
  const remove = conversationRemover(database);
  const rewrite = answerRewriter(database);
  return {
    saveAnswer: answerSaver(database),
    answer: (id) => {
      const body = answer.get(id);
      if (body === undefined) return null;
      const found = unpackAnswer(body);
      const { conversationId } = found;
      // What was said before it in its conversation decides what of it may still be shown.
      const thread = () => (conversationId === null ? [found] : answersOf.all(conversationId).map(unpackAnswer));
      return shown(found.collection, thread)?.find((one) => one.id === id) ?? found;
    },
    forgetDocuments: documentForgetter(database),
    followRenamed: (collection, renamed) => rewrite(collection, (answers) => answers.map((one) => withRenamed(one, renamed))),
    createConversation: (collection, title) => {
      const now = new Date().toISOString();
      const conversation = { id: randomUUID(), collection, title, createdAt: now, updatedAt: now };
      insert.run(conversation);
      return conversation;
    },
    conversations: (collection) => ofCollection.all(collection),
    conversation: (id) => {
      const conversation = one.get(id);
      if (conversation === undefined) return null;
      const thread = (): readonly Answer[] => answersOf.all(id).map(unpackAnswer);
      return { conversation, answers: shown(conversation.collection, thread) ?? thread() };
    },
    removeConversation: remove,
  };
}

/**
 * Answers without what they hold of documents that a person has removed, as they will be once those are wiped. Null when
 * nothing of the collection is being removed, and `answers` was not asked for.
 */
function withoutRemoved(database: Database): (collection: string, answers: () => readonly Answer[]) => readonly Answer[] | null {
  const removals = removalsIn(database);
  return (collection, answers) => {
    const { documents } = removals(collection);
    return documents.size === 0 ? null : withoutGone(answers(), (id) => !documents.has(id));
  };
}

function conversationRemover(database: Database): AppStore['removeConversation'] {
  const remove = database.prepare<[string]>('DELETE FROM conversation WHERE id = ?');
  return (id) =>
    database
      .transaction(() => {
        const isRemoved = remove.run(id).changes > 0;
        if (isRemoved) oweWipe(database);
        return isRemoved;
      })
      .immediate();
}

function answerSaver(database: Database): AppStore['saveAnswer'] {
  const touch = database.prepare<[string, string]>('UPDATE conversation SET updated_at = ? WHERE id = ?');
  const save = database.prepare<[{ id: string; collection: string; conversationId: string | null; body: Buffer }]>(
    `INSERT INTO answer (id, collection, conversation_id, body) VALUES (:id, :collection, :conversationId, :body)
     ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
  );
  const forgetLoose = database.prepare<[number]>(
    `DELETE FROM answer WHERE conversation_id IS NULL AND sequence <= (
       SELECT sequence FROM answer WHERE conversation_id IS NULL ORDER BY sequence DESC LIMIT 1 OFFSET ?
     )`,
  );
  return (answer) => {
    const { id, collection, conversationId } = answer;
    const saveAll = database.transaction(() => {
      if (conversationId !== null && touch.run(new Date().toISOString(), conversationId).changes === 0) {
        throw new AppError('conversation-unknown', `There is no conversation "${conversationId}"`, 'Start a new one.');
      }
      save.run({ id, collection, conversationId, body: packAnswer(answer) });
      forgetLoose.run(looseAnswers);
    });
    saveAll.immediate();
  };
}
