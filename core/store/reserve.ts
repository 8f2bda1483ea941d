/**
 * Room on the disk that is kept for what must always work: deleting, stopping a job, telling how one ended. SQLite needs
 * room even to remove a row. On a full disk the reserve is given back for that, and taken again as soon as it fits.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, statfsSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import type { AppStore, CollectionWriter } from '../ports.ts';

type ReserveConfig = Pick<Config, 'data' | 'reserveBytes'>;

const blockBytes = 1024 * 1024;
/** Most of what must always work is the change of one row. */
const partDivisors = [32, 4, 1];

/**
 * Takes what is missing of the reserve, as much as fits. False when it is still not whole for lack of room: then nothing
 * but deleting should write.
 */
export function holdReserve(config: ReserveConfig): boolean {
  if (isWhole(config)) return true;
  try {
    makeFolder(config.data);
    grow(config);
    return isWhole(config);
  } catch (cause) {
    // A disk that cannot be written at all tells its own fault to whoever writes next.
    return !isFull(cause);
  }
}

/**
 * Runs the work; when the disk is full, again and again in more and more of the reserve's room. What is left of it is taken
 * back at once, before somebody else's files are in its place. @throws AppError disk-full when the whole is not enough
 */
export function inReserve<Result>(config: ReserveConfig, work: () => Result): Result {
  try {
    return work();
  } catch (fault) {
    if (!isFull(fault)) throw fault;
    return inParts(config, fault, work);
  }
}

function inParts<Result>(config: ReserveConfig, first: unknown, work: () => Result): Result {
  let fault = first;
  try {
    for (const divisor of partDivisors) {
      if (!shrink(config, Math.ceil(config.reserveBytes / divisor))) continue;
      try {
        return work();
      } catch (cause) {
        if (!isFull(cause)) throw cause;
        fault = cause;
      }
    }
    throw fault;
  } finally {
    holdReserve(config);
  }
}

/** Bytes that an ingest could still write here: the free ones, and those that the reserve holds. */
export function roomBytes(config: ReserveConfig): number {
  return freeBytes(config.data) + heldBytes(config);
}

/** The same store; what removes, takes up, stops or ends something may use the reserve. */
export function deletingInReserve(config: ReserveConfig, app: AppStore): AppStore {
  const reserved =
    <Input extends readonly unknown[], Output>(call: (...input: Input) => Output) =>
    (...input: Input): Output =>
      inReserve(config, () => call(...input));
  return {
    ...app,
    enqueue: (collection, task) => (task.kind === 'remove-document' ? reserved(app.enqueue) : app.enqueue)(collection, task),
    claim: reserved(app.claim),
    claimJob: reserved(app.claimJob),
    claimRemoval: reserved(app.claimRemoval),
    release: reserved(app.release),
    finish: reserved(app.finish),
    cancel: reserved(app.cancel),
    forgetDocuments: reserved(app.forgetDocuments),
    removeConversation: reserved(app.removeConversation),
    forgetCollection: reserved(app.forgetCollection),
    wipe: reserved(app.wipe),
  };
}

/** The same writer; what removes may use the reserve. */
export function removingInReserve(config: ReserveConfig, writer: CollectionWriter): CollectionWriter {
  return {
    ...writer,
    remove: (id) => inReserve(config, () => writer.remove(id)),
    compact: () => inReserve(config, writer.compact),
  };
}

const fileIn = (data: string): string => join(data, 'reserve');
const heldBytes = ({ data }: ReserveConfig): number => statSync(fileIn(data), { throwIfNoEntry: false })?.size ?? 0;
const isWhole = (config: ReserveConfig): boolean => heldBytes(config) >= config.reserveBytes;

/** Gives up so many bytes more. False when there is nothing left to give. */
function shrink(config: ReserveConfig, bytes: number): boolean {
  const held = heldBytes(config);
  if (held > 0) truncateSync(fileIn(config.data), Math.max(0, held - bytes));
  return held > 0;
}

/** Random bytes: a file of zeros takes no room where the file system compresses or leaves holes. */
function grow(config: ReserveConfig): void {
  const file = openSync(fileIn(config.data), 'a', 0o600);
  try {
    const block = randomBytes(blockBytes);
    for (let missing = config.reserveBytes - heldBytes(config); missing > 0 && freeBytes(config.data) > 0; )
      missing -= writeSync(file, block, 0, Math.min(missing, blockBytes));
  } finally {
    closeSync(file);
  }
}

/** What this user may still write. Some network file systems do not know, and say that they have no blocks at all. */
function freeBytes(data: string): number {
  const { bavail, blocks, bsize } = statfsSync(data);
  return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
}

function isFull(fault: unknown): boolean {
  return fault instanceof AppError ? fault.code === 'disk-full' : fault instanceof Error && 'code' in fault && fault.code === 'ENOSPC';
}
