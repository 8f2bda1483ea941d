/** All commands; a new one is one file and one line here. Loaded when asked for: a search need not load the ingest. */
import type { Command } from './command.ts';

const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  ingest: async () => (await import('./ingest.ts')).ingest,
  ask: async () => (await import('./ask.ts')).ask,
  search: async () => (await import('./search.ts')).search,
  replay: async () => (await import('./replay.ts')).replay,
  collections: async () => (await import('./list.ts')).collections,
  documents: async () => (await import('./list.ts')).documents,
  models: async () => (await import('./list.ts')).models,
  embedder: async () => (await import('./embedder.ts')).embedder,
  serve: async () => (await import('./serve.ts')).serve,
  doctor: async () => (await import('./doctor.ts')).doctor,
};

export const commandNames: readonly string[] = Object.keys(loaders);

/** Null when there is no such command. */
export async function loadCommand(name: string): Promise<Command | null> {
  return Object.hasOwn(loaders, name) ? ((await loaders[name]?.()) ?? null) : null;
}

/** Every command, for the help and the reference page. */
export function allCommands(): Promise<readonly Command[]> {
  return Promise.all(Object.values(loaders).map((load) => load()));
}
