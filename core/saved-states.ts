/**
 * Folders for what an engine has read of a collection. A state holds the words of the documents: when a document
 * changes or goes, all states of its collection go. What is inside is known to server/generate/embedded alone.
 *
 *   states/kept/<collection>/<random>/   the states; a new name after each forgetting
 *   states/changing/<collection>         while a writer changes the collection, or was killed while it did
 *   states/forgotten/                    on their way out
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { collectionName } from './collection-name.ts';
import type { Config } from './config.ts';
import { makeFolder } from './make-folder.ts';
import type { CollectionWriter } from './ports.ts';

/**
 * The folder for states of this collection as it is now. Ask for it before reading the documents: once the
 * collection has changed the folder is gone, and what was read before cannot be kept. Undefined when nothing may be.
 */
export function stateFolder({ data, stateBytes }: Config, collection: string): string | undefined {
  if (stateBytes === 0) return undefined;
  const name = collectionName(collection);
  rmSync(forgotten(data), { recursive: true, force: true });
  if (existsSync(markOf(data, name))) return undefined;
  const home = homeOf(data, name);
  makeFolder(home);
  const folder = join(home, readdirSync(home)[0] ?? randomUUID());
  makeFolder(folder);
  return folder;
}

/** Removes every state of the collection, also one that is being written at this moment. */
function forgetStates(data: string, collection: string): void {
  const home = homeOf(data, collectionName(collection));
  if (!existsSync(home)) return;
  makeFolder(forgotten(data));
  try {
    // Moved first: whoever is writing into it then finds no place to put the file.
    renameSync(home, join(forgotten(data), randomUUID()));
  } catch {
    // Windows moves no folder with an open file in it. Its files can be removed all the same.
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  }
  rmSync(forgotten(data), { recursive: true, force: true, maxRetries: 3 });
}

/** Forgets the states of a collection that is deleted. */
export function forgetStatesForGood(data: string, collection: string): void {
  forgetStates(data, collection);
  rmSync(markOf(data, collectionName(collection)), { force: true });
}

/** The same writer, which forgets the states before its first change and again when it is closed. */
export function forgettingStates(data: string, writer: CollectionWriter): CollectionWriter {
  const { name } = writer;
  const mark = markOf(data, name);
  // The mark of a writer that was killed: what was read since then may hold what that writer removed.
  let isChanging = existsSync(mark);
  const change = (): void => {
    if (isChanging) return;
    isChanging = true;
    if (!existsSync(join(data, 'states'))) return;
    makeFolder(dirname(mark));
    writeFileSync(mark, '');
    forgetStates(data, name);
  };
  return {
    ...writer,
    save: (file, prepared) => {
      change();
      return writer.save(file, prepared);
    },
    saveUnread: (file, status, reason) => {
      change();
      return writer.saveUnread(file, status, reason);
    },
    remove: (id) => {
      change();
      return writer.remove(id);
    },
    close: () => {
      // Before the lock is given back: the next writer's mark must not be taken away.
      if (isChanging) forgetStatesForGood(data, name);
      isChanging = false;
      writer.close();
    },
  };
}

const homeOf = (data: string, name: string): string => join(data, 'states', 'kept', name);
const markOf = (data: string, name: string): string => join(data, 'states', 'changing', name);
const forgotten = (data: string): string => join(data, 'states', 'forgotten');
