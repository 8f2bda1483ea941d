/** A data folder has one server: it sweeps, deletes and keeps beliefs as if it were alone. Commands may work beside it. */
import { z } from 'zod';
import { type Config, configAsFlags } from '../core/config.ts';
import { AppError } from '../core/errors.ts';
import { isAlive, processOwner, takeDataFolder } from '../core/store/index.ts';
import { keptJson } from './kept-json.ts';

const noteSchema = z.strictObject({
  owner: z.string(),
  /** Empty while it starts. */
  address: z.string(),
  version: z.string(),
  settings: z.record(z.string(), z.string()),
});
export type ServerNote = z.infer<typeof noteSchema>;

const kept = keptJson<ServerNote | null>('server.json', noteSchema.nullable(), null);

export interface DataFolderClaim {
  /** Notes in the data folder where the server listens. */
  announce(address: string): void;
  /** Takes the note away, and lets others serve the folder. */
  release(): void;
}

/** Takes the data folder for the server in this process, before it touches anything in it. @throws AppError data-folder-taken */
export function claimDataFolder(config: Config, version: string): DataFolderClaim {
  const lock = takeDataFolder(config);
  if (lock === null) throw taken(livingServer(config));
  const announce = (address: string): void =>
    kept.write(config, { owner: processOwner(), address, version, settings: configAsFlags(config) });
  announce('');
  return {
    announce,
    release: () => {
      kept.write(config, null);
      lock.release(false);
    },
  };
}

/** The note of the server that runs on this data folder; null when none does. */
export function livingServer(config: Config): ServerNote | null {
  const note = kept.read(config);
  return note === null || !isAlive(note.owner) ? null : note;
}

function taken(note: ServerNote | null): AppError {
  const process = note === null ? 'Another process' : `Process ${note.owner.replace(/:.*/, '')}`;
  const where = note === null || note.address === '' ? '' : ` at ${note.address}`;
  return new AppError(
    'data-folder-taken',
    `${process} serves this data folder already${where}`,
    'Use that server or end it; another one needs a data folder of its own (--data or CARREL_DATA).',
  );
}
