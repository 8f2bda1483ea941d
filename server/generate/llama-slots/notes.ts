/**
 * What Carrel knows of the states that a llama-server keeps for it. The server believes every file it is given, so a
 * state is only asked for by a note that says of what it is. Notes lie in the folder of the collection's states
 * (core/saved-states.ts): when a document changes or goes, they go.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../../../core/hash.ts';
import type { Prompt } from '../../../core/ports.ts';
import type { ModelDescription } from '../../../core/types.ts';

/** Everything that must be equal. The type of the cache is not told; llama.cpp itself refuses a state of another. */
export interface SlotKey {
  readonly model: string;
  readonly sizeBytes: number;
  readonly build: string;
  readonly windowTokens: number;
  readonly template: string;
  readonly prefix: string;
}

const noteSchema = z.strictObject({ key: z.string(), tokens: z.int().min(1) });

export function slotKey(model: ModelDescription, server: { readonly build: string; readonly template: string }, prompt: Prompt): SlotKey {
  return {
    model: model.id,
    sizeBytes: model.sizeBytes ?? 0,
    build: server.build,
    windowTokens: model.contextTokens,
    template: sha256(server.template),
    prefix: sha256(`${prompt.system}\n${prompt.prefix}`),
  };
}

/** One file for a collection and a model: the next state takes the place of the last, so that no old words stay. */
export function slotFile(stateFolder: string, model: ModelDescription): string {
  const home = dirname(stateFolder);
  return `carrel-${sha256(`${home} ${model.id}`).slice(0, 32)}.bin`;
}

/** Tokens of the state that is kept for this key; null when there is none. */
export function notedTokens(stateFolder: string, model: ModelDescription, key: SlotKey): number | null {
  try {
    const note = noteSchema.parse(JSON.parse(readFileSync(noteOf(stateFolder, model), 'utf8')));
    return note.key === textOf(key) ? note.tokens : null;
  } catch {
    // None, or one that nobody can read: the documents are read again.
    return null;
  }
}

/** False when the folder went meanwhile, because the collection has changed. */
export function writeNote(stateFolder: string, model: ModelDescription, key: SlotKey, tokens: number): boolean {
  if (!existsSync(stateFolder)) return false;
  try {
    writeFileSync(noteOf(stateFolder, model), JSON.stringify({ key: textOf(key), tokens }));
    return true;
  } catch {
    // Without a note the state is never asked for; that costs time, nothing else.
    return false;
  }
}

export function removeNote(stateFolder: string, model: ModelDescription): void {
  rmSync(noteOf(stateFolder, model), { force: true });
}

const textOf = (key: SlotKey): string => sha256(JSON.stringify(key));
const noteOf = (stateFolder: string, model: ModelDescription): string =>
  join(stateFolder, `${basename(slotFile(stateFolder, model), '.bin')}.json`);
