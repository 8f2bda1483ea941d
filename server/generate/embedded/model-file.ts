/** The GGUF file of the config, as a model that can be asked. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { basename } from 'node:path';
import type { Config } from '../../../core/config.ts';
import { AppError } from '../../../core/errors.ts';
import type { ModelDescription } from '../../../core/types.ts';
import { type ModelVocabulary, vocabularyIn } from '../vocabulary/model-vocabulary.ts';
import { gemma4Cache, type ModelShape, memoryNeed, windowFor } from '../window.ts';
import { type GgufFacts, NoGguf, parseGguf, parseGgufKeys } from './gguf.ts';

export interface ModelFile {
  readonly facts: GgufFacts;
  readonly sizeBytes: number;
  /** SHA-256 over the size, the first and the last megabyte: a whole model of 20 GB would take a minute to hash. */
  readonly digest: string;
}

const megabyte = 1024 * 1024;
/** Heads hold the vocabulary: Gemma's is 6 MB, and no known one is over 32. */
const headBytes = [8 * megabyte, 32 * megabyte, 128 * megabyte];

const known = new Map<string, ModelFile>();

/** Reads the head of the file; the same file is read once. @throws AppError config-invalid */
export async function readModelFile(path: string): Promise<ModelFile> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw fault(path, 'cannot be read', 'Give the path of a .gguf file that this user may read', cause);
  });
  try {
    const { size, mtimeMs } = await file.stat();
    const key = `${path} ${size} ${mtimeMs}`;
    const found = known.get(key) ?? { facts: await factsIn(file, path), sizeBytes: size, digest: await digestOf(file, size) };
    known.set(key, found);
    return found;
  } finally {
    await file.close();
  }
}

/** Its name is its id; the window is what it was trained for, as far as the memory of this machine allows. */
export function describeModelFile({ gguf, contextTokens }: Config, { facts, sizeBytes, digest }: ModelFile): ModelDescription {
  const shape = shapeOf(facts, sizeBytes);
  const windowTokens = windowFor(shape, contextTokens, totalmem());
  return {
    id: basename(gguf).replace(/\.gguf$/i, ''),
    engine: 'embedded',
    contextTokens: windowTokens,
    embeds: facts.embeds,
    loaded: false,
    digest,
    sizeBytes,
    parameters: facts.sizeLabel,
    memory: memoryNeed(shape, windowTokens, totalmem()),
  };
}

function shapeOf({ architecture, layers, trainedTokens, cacheBytesPerToken }: GgufFacts, weightsBytes: number): ModelShape {
  const known = architecture === 'gemma4' ? gemma4Cache(layers) : null;
  const everyLayer = { bytesPerToken: cacheBytesPerToken, slidingBytesPerToken: 0, slidingTokens: 0 };
  return { trainedTokens, weightsBytes, cache: known ?? (cacheBytesPerToken > 0 ? everyLayer : null) };
}

/** Null when the file holds none. @throws AppError config-invalid */
export async function vocabularyOfFile(path: string): Promise<ModelVocabulary | null> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw fault(path, 'cannot be read', 'Give the path of a .gguf file that this user may read', cause);
  });
  try {
    return vocabularyIn(await inHead(file, path, parseGgufKeys));
  } finally {
    await file.close();
  }
}

const factsIn = (file: FileHandle, path: string): Promise<GgufFacts> => inHead(file, path, parseGguf);

/** Reads as much of the head as it takes. */
async function inHead<Found>(file: FileHandle, path: string, parse: (bytes: Uint8Array) => Found | null): Promise<Found> {
  try {
    for (const size of headBytes) {
      const found = parse(await readAt(file, 0, size));
      if (found !== null) return found;
    }
  } catch (cause) {
    if (!(cause instanceof NoGguf)) throw cause;
    throw fault(path, `is no GGUF model: ${cause.message}`, 'Give the path of a .gguf file', cause);
  }
  throw fault(path, 'is no whole GGUF model: it ends in its head', 'Copy the file again');
}

async function digestOf(file: FileHandle, size: number): Promise<string> {
  const ends = [await readAt(file, 0, megabyte), await readAt(file, Math.max(0, size - megabyte), megabyte)];
  const hash = createHash('sha256').update(`${size}\n`);
  for (const end of ends) hash.update(end);
  return hash.digest('hex');
}

async function readAt(file: FileHandle, position: number, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size);
  let filled = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, filled, size - filled, position + filled);
    filled += bytesRead;
    if (bytesRead === 0 || filled === size) return bytes.subarray(0, filled);
  }
}

function fault(path: string, what: string, remedy: string, cause?: unknown): AppError {
  return new AppError('config-invalid', `CARREL_GGUF: ${basename(path)} ${what}`, `${remedy}, or unset CARREL_GGUF.`, cause);
}
