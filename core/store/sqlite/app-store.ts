import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { makeFolder } from '../../make-folder.ts';
import type { AppStore } from '../../ports.ts';
import { conversationStore } from './conversations.ts';
import { storeFault, translated } from './faults.ts';
import { jobQueue } from './job-queue.ts';
import { appKind, openOrMake } from './open.ts';
import { owesWipe, oweWipe, wipe } from './wipe-debt.ts';

const what = 'the file app.sqlite in the data folder';

/** Opens the queue, conversations and answers of a data folder, making them when there are none. */
export function openAppDatabase(data: string): AppStore {
  return translated(what, () => {
    makeFolder(data);
    const database = openOrMake(join(data, 'app.sqlite'), appKind, what);
    try {
      return guarded({
        ...jobQueue(database),
        ...conversationStore(database),
        forgetCollection: collectionForgetter(database),
        owesWipe: () => owesWipe(database),
        wipe: () => wipe(database),
        close: () => {
          database.close();
        },
      });
    } catch (cause) {
      database.close();
      throw cause;
    }
  });
}

/** A running job of the collection goes too: its process learns it from its next `progress`. */
function collectionForgetter(database: Database): (collection: string) => void {
  const removals = ['job', 'answer', 'conversation'].map((table) =>
    database.prepare<[string]>(`DELETE FROM ${table} WHERE collection = ?`),
  );
  const forget = database.transaction((collection: string) => {
    const removed = removals.map((removal) => removal.run(collection).changes);
    if (removed.some((changes) => changes > 0)) oweWipe(database);
  });
  return (collection) => forget.immediate(collection);
}

/** Every call with its faults translated. */
function guarded(store: AppStore): AppStore {
  const wrap =
    <Input extends readonly unknown[], Output>(call: (...input: Input) => Output) =>
    (...input: Input): Output => {
      try {
        return call(...input);
      } catch (cause) {
        throw storeFault(cause, what);
      }
    };
  return {
    enqueue: wrap(store.enqueue),
    claim: wrap(store.claim),
    claimJob: wrap(store.claimJob),
    claimRemoval: wrap(store.claimRemoval),
    release: wrap(store.release),
    progress: wrap(store.progress),
    finish: wrap(store.finish),
    cancel: wrap(store.cancel),
    isWanted: wrap(store.isWanted),
    job: wrap(store.job),
    jobs: wrap(store.jobs),
    done: wrap(store.done),
    unfinished: wrap(store.unfinished),
    ingestedPaths: wrap(store.ingestedPaths),
    ended: wrap(store.ended),
    saveAnswer: wrap(store.saveAnswer),
    answer: wrap(store.answer),
    forgetDocuments: wrap(store.forgetDocuments),
    followRenamed: wrap(store.followRenamed),
    createConversation: wrap(store.createConversation),
    conversations: wrap(store.conversations),
    conversation: wrap(store.conversation),
    removeConversation: wrap(store.removeConversation),
    forgetCollection: wrap(store.forgetCollection),
    owesWipe: wrap(store.owesWipe),
    wipe: wrap(store.wipe),
    close: store.close,
  };
}
