import { fileURLToPath } from 'node:url';
import { closeServerDeps, openServerDeps, type ServerDeps } from '../deps.ts';
import { listen } from '../listen.ts';
import { isLoopback, ownNames } from '../own-names.ts';
import { type Command, type CommandInput, exitDone } from './command.ts';

export const serve: Command = {
  name: 'serve',
  positionals: '',
  leastPositionals: 0,
  mostPositionals: 0,
  summary: 'Serve the page and the HTTP API.',
  options: { sample: { type: 'boolean', placeholder: '', meaning: 'Make the sample collection when there is no collection yet.' } },
  run: runServe,
};

async function runServe(input: CommandInput): Promise<number> {
  const { config, terminal, version, signal } = input;
  const deps = openServerDeps(config, version);
  try {
    const server = await listen(deps);
    deps.claim.announce(server.address);
    terminal.print(`Carrel ${version} is ready: ${server.address}`);
    if (!isLoopback(config.host)) {
      terminal.note(`Anyone who can reach ${config.host} can read and change every collection.`);
      terminal.note(`Browsers reach it under ${ownNames(config).join(', ')}; other names are given in CARREL_ALLOWED_HOSTS.`);
    }
    if (input.options.sample === true) await offerSample(deps);
    // Jobs that were queued or interrupted when the server last stopped go on.
    deps.ingest.wake();
    await aborted(signal);
    await server.stop();
    return exitDone;
  } finally {
    await closeServerDeps(deps);
  }
}

async function offerSample(deps: ServerDeps): Promise<void> {
  const { collections, damaged } = await deps.aside.list();
  if (collections.length + damaged.length > 0) return;
  await deps.aside.create('sample');
  deps.app.enqueue('sample', { kind: 'ingest-folder', path: sampleFolder(), inPlace: false });
}

/** The same relative place in a checkout and in a package, whose code lies one folder deeper. */
function sampleFolder(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../data/sample' : '../../../data/sample', import.meta.url));
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
