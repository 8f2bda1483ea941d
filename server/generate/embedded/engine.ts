/** A model in a GGUF file, run by the optional package node-llama-cpp in a process of its own. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Config } from '../../../core/config.ts';
import { AppError } from '../../../core/errors.ts';
import { brokenStream } from '../../../core/model-faults.ts';
import type { Capabilities, Engine } from '../../../core/ports.ts';
import type { ModelDescription } from '../../../core/types.ts';
import { type Patience, usualPatience } from '../patience.ts';
import { isGemma } from '../prompt-checks.ts';
import { vocabularyCounter } from '../vocabulary/kept.ts';
import { embeddedGenerator } from './generator.ts';
import { describeModelFile, readModelFile, vocabularyOfFile } from './model-file.ts';
import { type ModelProcess, startModelProcess } from './model-process.ts';
import type { StartOrder } from './protocol.ts';
import { missingPackage } from './start-faults.ts';

export interface EmbeddedSettings {
  /** The program to run; tests put another in its place. */
  readonly entry: string;
  readonly package: string;
  readonly patience: Patience;
  readonly idleMs: number;
}

export interface EmbeddedEngine extends Engine {
  /** The model's own count of each text, without what its template adds. */
  countTokens(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]>;
  /** Ends the process; the next question starts another. */
  close(): Promise<void>;
}

const here = fileURLToPath(import.meta.url);
const packageName = 'node-llama-cpp';
const usualSettings: EmbeddedSettings = {
  // TypeScript in a checkout, JavaScript in the package.
  entry: join(dirname(here), `child${extname(here)}`),
  package: packageName,
  patience: usualPatience,
  // Long enough for a lunch; what was read is on the disk, so coming back costs seconds.
  idleMs: 30 * 60_000,
};

/** By program and order: every question makes its engines anew, the model must stay. */
const processes = new Map<string, ModelProcess>();

export function embeddedEngine(config: Config, settings: EmbeddedSettings = usualSettings): EmbeddedEngine {
  const describe = async (): Promise<ModelDescription> => {
    const model = describeModelFile(config, await readModelFile(config.gguf));
    return { ...model, loaded: processes.get(keyOf(settings, startOf(config, settings, model)))?.isAlive() ?? false };
  };
  const processOf = (model: ModelDescription) => processFor(settings, startOf(config, settings, model), model.id);
  return {
    name: 'embedded',
    address: basename(config.gguf),
    isElsewhere: false,
    isOptional: false,
    capabilities,
    discover: async () => [await describe()],
    open: (model) => ({
      ...embeddedGenerator(() => processOf(model), settings.patience, model),
      // From the head of the file: its process would first have to load the whole model.
      ...(isGemma(model.id)
        ? {}
        : { tokenCounter: () => vocabularyCounter(config, model.digest ?? model.id, () => vocabularyOfFile(config.gguf)) }),
    }),
    async countTokens(texts, signal) {
      for await (const reply of processOf(await describe()).ask({ type: 'count', texts }, signal)) {
        if (reply.type === 'counted') return reply.counts;
      }
      throw brokenStream(basename(config.gguf), 'did not count');
    },
    report: async () => ({ runtime: `node-llama-cpp ${installedVersion() ?? '(not installed)'}`, loadedWindows: [], knownFaults: [] }),
    async close() {
      await processes.get(keyOf(settings, startOf(config, settings, await describe())))?.stop();
    },
  };
}

const capabilities: Capabilities = {
  reportsProgress: true,
  reportsCache: 'counted',
  countsTokens: true,
  setsWindow: 'when-loaded',
  refusesOverflow: true,
  savesState: true,
};

/** What keeps the model of the config from being asked; null when nothing does, or none is configured. */
export async function embeddedFault({ gguf }: Config): Promise<AppError | null> {
  if (gguf === '') return null;
  const folders = createRequire(here).resolve.paths(packageName) ?? [];
  if (!folders.some((folder) => existsSync(join(folder, packageName)))) return missingPackage(basename(gguf));
  try {
    await readModelFile(gguf);
    return null;
  } catch (fault) {
    if (fault instanceof AppError) return fault;
    throw fault;
  }
}

/** Of the package as it is installed; null when it is not. */
function installedVersion(): string | null {
  const folders = createRequire(here).resolve.paths(packageName) ?? [];
  const manifest = folders.map((folder) => join(folder, packageName, 'package.json')).find((path) => existsSync(path));
  return manifest === undefined ? null : z.object({ version: z.string() }).parse(JSON.parse(readFileSync(manifest, 'utf8'))).version;
}

function startOf(config: Config, settings: EmbeddedSettings, model: ModelDescription): StartOrder {
  return {
    package: settings.package,
    modelPath: config.gguf,
    modelDigest: model.digest ?? '',
    windowTokens: model.contextTokens,
    // Threads of llama.cpp wait for one another by spinning: one more than there are free cores, and all stand still.
    threads: Math.max(1, availableParallelism() - 1),
    stateBytes: config.stateBytes,
  };
}

const keyOf = ({ entry }: EmbeddedSettings, start: StartOrder): string => `${entry} ${JSON.stringify(start)}`;

function processFor(settings: EmbeddedSettings, start: StartOrder, modelName: string): ModelProcess {
  const key = keyOf(settings, start);
  const known = processes.get(key);
  if (known?.isAlive() === true) return known;
  const started = startModelProcess(settings.entry, start, modelName, settings.idleMs);
  processes.set(key, started);
  return started;
}
