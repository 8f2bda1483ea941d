/**
 * Files in the folders of llama-servers that hold documents which have changed or gone. Nobody but the server can reach
 * them and it deletes none, so that an empty state is saved in their place.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../../core/make-folder.ts';
import type { ModelDescription } from '../../../core/types.ts';
import { forget } from '../line/held.ts';
import { lineOf } from '../line/in-line.ts';
import { slotFile } from './notes.ts';
import { slotAction } from './wire.ts';

const entrySchema = z.strictObject({
  url: z.string(),
  engine: z.string(),
  model: z.string(),
  filename: z.string(),
  stateFolder: z.string(),
});
type Entry = z.infer<typeof entrySchema>;

/** Writes down that the server is about to have such a file. False when that cannot be written: then nothing is to be saved. */
export function registerFile(url: string, model: ModelDescription, stateFolder: string): boolean {
  const filename = slotFile(stateFolder, model);
  // …/states/kept/<collection>/<random>
  const folder = join(dirname(dirname(dirname(stateFolder))), 'slots');
  const entry: Entry = { url, engine: model.engine, model: model.id, filename, stateFolder };
  try {
    makeFolder(folder);
    writeFileSync(join(folder, `${filename}.json`), JSON.stringify(entry));
    return true;
  } catch {
    // A state is a convenience: whatever the disk has against it, the reading was not in vain.
    return false;
  }
}

/** Empties every file whose collection has changed or gone. A server that does not answer is asked again the next time. */
export async function emptyStaleFiles(data: string, signal: AbortSignal): Promise<void> {
  const folder = join(data, 'states', 'slots');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (isStale(path) && (await emptied(path, signal))) rmSync(path, { force: true });
  }
}

function read(path: string): Entry | null {
  try {
    return entrySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Half written when the power went; the save that was to follow was not asked for.
    return null;
  }
}

function isStale(path: string): boolean {
  const entry = read(path);
  return entry === null || !existsSync(entry.stateFolder);
}

/** In line, because it empties the slot too. Somebody may have put a newer state into the file while it waited. */
async function emptied(path: string, signal: AbortSignal): Promise<boolean> {
  const entry = read(path);
  if (entry === null) return true;
  const { url, engine, model, filename } = entry;
  const line = lineOf(`${url} ${model}`);
  if (line.people() > 0) return false;
  const ticket = line.enter(filename, true);
  const stop = AbortSignal.any([signal, ticket.givesWay, AbortSignal.timeout(emptyingMs)]);
  try {
    while (ticket.place() > 0) await orStopped(ticket.moved(), stop);
    if (!isStale(path)) return false;
    const call = { url, signal: stop, model };
    forget({ engine, id: model, digest: null });
    const outcomes = [await slotAction(call, 'erase', filename), await slotAction(call, 'save', filename)];
    return outcomes.every(({ kind }) => kind === 'done');
  } catch {
    // It is down, or somebody asks now: the next look may do better.
    return false;
  } finally {
    ticket.leave(false);
  }
}

/** Saving an empty slot takes a millisecond. */
const emptyingMs = 10_000;

function orStopped(moved: Promise<void>, stop: AbortSignal): Promise<void> {
  const stopped = new Promise<void>((_, reject) => stop.addEventListener('abort', () => reject(stop.reason), { once: true }));
  return Promise.race([moved, stopped]);
}
