/** Looks at everything Carrel needs and says what is wrong, each finding with its remedy. Changes nothing. */
import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { Config } from '../core/config.ts';
import { openedSockets } from '../core/outbound.ts';
import { checkCollection, listCollections, openAppStore, openReader } from '../core/store/index.ts';
import type { ModelDescription } from '../core/types.ts';
import { embeddedFault } from './generate/embedded/engine.ts';
import { engines, listModels } from './generate/index.ts';

export interface Finding {
  readonly area: 'runtime' | 'data' | 'collection' | 'queue' | 'model' | 'network';
  readonly state: 'good' | 'doubtful' | 'bad';
  readonly message: string;
  /** Empty when nothing needs to be done. */
  readonly remedy: string;
}

/** Below this an ingest or a backup soon fails (security-reliability rule R-06: a gigabyte). */
const leastFreeBytes = 1e9;

export async function examine(config: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  const parts = [runtime(), await dataFolder(config), collections(config), queue(config), await models(config, signal)];
  return [...parts.flat(), network()];
}

function runtime(): readonly Finding[] {
  const memory = Math.round(totalmem() / 1e9);
  return [good('runtime', `Node ${process.versions.node} on ${process.platform} ${process.arch}, ${memory} GB of memory.`)];
}

async function dataFolder(config: Config): Promise<readonly Finding[]> {
  try {
    await mkdir(config.data, { recursive: true });
    await access(config.data, constants.R_OK | constants.W_OK);
    const { bavail, bsize } = await statfs(config.data);
    const free = bavail * bsize;
    if (free < leastFreeBytes)
      return [bad('data', `Only ${Math.round(free / 1e6)} MB are free where the data folder is.`, 'Free some space before you ingest.')];
    return [good('data', `The data folder can be written; ${Math.round(free / 1e9)} GB are free.`)];
  } catch {
    // Whatever the reason, the person needs the same remedy; the raw text would name paths.
    return [bad('data', 'The data folder cannot be written.', 'Give this user the right to write it, or name another with CARREL_DATA.')];
  }
}

function collections(config: Config): readonly Finding[] {
  const { collections: readable, damaged } = listCollections(config);
  const broken = damaged.map(({ name, reason }) =>
    bad('collection', `"${name}" cannot be opened: ${reason}`, 'Restore it from a copy, or delete it and ingest again.'),
  );
  const checked = readable.flatMap(({ name, documents, chunks }) => {
    const findings = checkCollection(config, name);
    if (findings.length > 0)
      return findings.map((finding) => bad('collection', `"${name}": ${finding}`, 'Ingest its folder again; what is whole is left alone.'));
    return [good('collection', `"${name}": ${documents} documents in ${chunks} chunks, all whole; ${vectorsOf(config, name)}.`)];
  });
  return readable.length + damaged.length === 0
    ? [doubtful('collection', 'There is no collection yet.', 'carrel ingest <folder>')]
    : [...broken, ...checked];
}

function vectorsOf(config: Config, name: string): string {
  const reader = openReader(config, name);
  try {
    const embedder = reader.servingEmbedder();
    return embedder === null ? 'searched by words and trigrams' : `searched by words, trigrams and vectors of ${embedder}`;
  } finally {
    reader.close();
  }
}

function queue(config: Config): readonly Finding[] {
  const app = openAppStore(config);
  try {
    const open = app.jobs(null).filter(({ state }) => state === 'queued' || state === 'running').length;
    return [good('queue', open === 0 ? 'No job is waiting.' : `${open} ${open === 1 ? 'job is' : 'jobs are'} waiting or running.`)];
  } finally {
    app.close();
  }
}

async function models(config: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  const found = await listModels(config, signal);
  const asked = found.filter(({ embeds, contextTokens }) => !embeds && contextTokens > 0);
  const servers = engines(config).filter(({ name, address }) => address !== null && name !== 'embedded');
  const silent = servers.filter(({ name }) => !found.some(({ engine }) => engine === name));
  const missing = await embeddedFault(config);
  const lines = [
    ...asked.map(modelLine),
    ...(missing === null ? [] : [bad('model', `${missing.message}.`, missing.hint)]),
    ...silent.map(({ name, address }) =>
      doubtful(
        'model',
        `No model at ${address} (${name}).`,
        'Start the model server there, or name its address: CARREL_OLLAMA_URL, CARREL_OPENAI_URL.',
      ),
    ),
  ];
  if (asked.length === 0)
    lines.push(
      doubtful(
        'model',
        'Answers are quotes from the documents until a model server runs.',
        'For written answers, install Ollama and a Gemma 4 model.',
      ),
    );
  if (config.model !== '' && !found.some(({ id }) => id === config.model))
    lines.push(bad('model', `The configured model "${config.model}" is not there.`, 'Install it, or change CARREL_MODEL.'));
  return lines;
}

function modelLine({ id, engine, contextTokens, sizeBytes }: ModelDescription): Finding {
  const described = `${id} (${engine}): window of ${contextTokens.toLocaleString('en-GB')} tokens`;
  if (sizeBytes !== null && sizeBytes > totalmem()) {
    return doubtful(
      'model',
      `${described}; its ${Math.round(sizeBytes / 1e9)} GB are more than this machine's memory.`,
      'Choose a smaller one with CARREL_MODEL, or expect it to be very slow.',
    );
  }
  return good('model', `${described}.`);
}

function network(): Finding {
  const sockets = openedSockets();
  const told = sockets.length === 0 ? 'none' : sockets.map(({ host, count }) => `${host} (${count})`).join(', ');
  return good('network', `Connections opened by this examination: ${told}.`);
}

const good = (area: Finding['area'], message: string): Finding => ({ area, state: 'good', message, remedy: '' });
const doubtful = (area: Finding['area'], message: string, remedy: string): Finding => ({ area, state: 'doubtful', message, remedy });
const bad = (area: Finding['area'], message: string, remedy: string): Finding => ({ area, state: 'bad', message, remedy });
