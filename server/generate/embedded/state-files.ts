/**
 * What the model has read of a collection, on disk. A file is used only if its note says that it was made by the same
 * model, program, window and words, and its hash is right: llama.cpp believes every byte, and a wrong one can end the process.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rename, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

/** Everything that must be equal. */
export interface StateKey {
  readonly modelDigest: string;
  /** Of node-llama-cpp: the format of a state follows its llama.cpp. */
  readonly version: string;
  readonly cacheType: 'f16';
  readonly windowTokens: number;
  readonly template: string;
  readonly tokensHash: string;
  readonly tokens: number;
}

const note = z.object({
  key: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Of the texts behind the tokens, for whoever has no vocabulary at hand; older notes have none. */
  textHash: z.string().optional(),
  sizeBytes: z.number(),
  sha256: z.string(),
});

export const hashOfText = ({ system, prefix }: { readonly system: string; readonly prefix: string }): string =>
  createHash('sha256').update(`${system}\n${prefix}`).digest('hex');

/** Tokens of the state that is kept of this text for this model; 0 when there is none. Believes the note: the file is checked when it is taken in. */
export async function notedTokens(
  folder: string,
  wanted: { readonly textHash: string; readonly modelDigest: string; readonly windowTokens: number },
) {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const told = note.safeParse(await readFile(join(folder, name), 'utf8').then(JSON.parse, () => null));
    const { key, textHash } = told.data ?? {};
    const isSame = textHash === wanted.textHash && key?.modelDigest === wanted.modelDigest && key?.windowTokens === wanted.windowTokens;
    if (isSame) return Number(key.tokens);
  }
  return 0;
}

/** Left free on the disk: an ingest needs room too (server/doctor/data-folder.ts warns below this). */
const leastFreeBytes = 1e9;
/** 20 GB at the speed of an old disk. */
const longestWritingMs = 10 * 60_000;
const extension = '.state';

/** Where the state of this key is or would be. */
export function statePath(folder: string, key: StateKey): string {
  return join(folder, `${createHash('sha256').update(JSON.stringify(key)).digest('hex')}${extension}`);
}

export function hashOfTokens(tokens: readonly number[]): string {
  return createHash('sha256')
    .update(new Uint8Array(Uint32Array.from(tokens).buffer))
    .digest('hex');
}

/** True when a whole state of this key is there. One that is damaged or of something else is removed. */
export async function hasState(path: string, key: StateKey): Promise<boolean> {
  const told = await readNote(path);
  if (told === null) return false;
  const isWhole =
    JSON.stringify(told.key) === JSON.stringify(key) && (await sizeOf(path)) === told.sizeBytes && (await hashOf(path)) === told.sha256;
  if (isWhole) {
    const now = new Date();
    // The oldest go first when room is needed.
    await utimes(path, now, now);
  } else {
    await removeState(path);
  }
  return isWhole;
}

/**
 * Keeps a state that `write` puts into a file, and makes room for it. False when it was not kept: no room on the disk,
 * larger than all that is allowed, or its folder went because the collection has changed meanwhile.
 */
export async function keepState(
  path: string,
  key: StateKey,
  limits: { readonly mostBytes: number; readonly expectedBytes: number; readonly textHash: string },
  write: (path: string) => Promise<unknown>,
): Promise<boolean> {
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    const { bavail, bsize } = await statfs(dirname(path));
    if (bavail * bsize < limits.expectedBytes + leastFreeBytes) return false;
    await write(unfinished);
    const sizeBytes = await sizeOf(unfinished);
    if (sizeBytes === null || sizeBytes > limits.mostBytes) return false;
    await writeFile(noteOf(path), JSON.stringify({ key, textHash: limits.textHash, sizeBytes, sha256: await hashOf(unfinished) }));
    await rename(unfinished, path);
    await makeRoom(dirname(dirname(dirname(path))), limits.mostBytes);
    return true;
  } catch {
    // A state is a convenience: whatever the disk has against it, the answer goes on.
    return false;
  } finally {
    await rm(unfinished, { force: true });
  }
}

export async function removeState(path: string): Promise<void> {
  await Promise.all([rm(path, { force: true }), rm(noteOf(path), { force: true })]);
}

const noteOf = (path: string): string => path.replace(/\.state$/, '.json');

async function readNote(path: string): Promise<z.infer<typeof note> | null> {
  try {
    return note.parse(JSON.parse(await readFile(noteOf(path), 'utf8')));
  } catch {
    // None, or one that nobody can read: there is no state then.
    await removeState(path);
    return null;
  }
}

async function sizeOf(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true ? found.size : null;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

/** Removes the states that were used longest ago until the rest is allowed, and what a killed process left half written. */
async function makeRoom(root: string, mostBytes: number): Promise<void> {
  const names = await readdir(root, { recursive: true });
  const files = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(root, name)).catch(() => null);
      return { path: join(root, name), size: found?.size ?? 0, usedMs: found?.mtimeMs ?? 0 };
    }),
  );
  const latest = files.toSorted((left, right) => right.usedMs - left.usedMs);
  let total = 0;
  for (const { path, size } of latest.filter((file) => file.path.endsWith(extension))) {
    total += size;
    if (total > mostBytes) await removeState(path);
  }
  const long = Date.now() - longestWritingMs;
  for (const { path } of latest.filter((file) => file.path.endsWith('.part') && file.usedMs < long)) await rm(path, { force: true });
}
