/**
 * Vocabularies by the digest of their model: in memory while this process runs, and in the data folder, since asking
 * a server for one moves 20 MB.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Config } from '../../../core/config.ts';
import { sha256 } from '../../../core/hash.ts';
import type { TokenCounter } from '../../../core/ports.ts';
import { estimateCounter } from '../token-counter.ts';
import { counterOf, type ModelVocabulary, modelVocabulary } from './model-vocabulary.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Marks that are tokens of their own are counted as text here: a handful in a prompt, or the HTML tags of Gemma 3 (4 % of a page). */
const leastShare = 0.9;

const counters = new Map<string, Promise<TokenCounter>>();
/** Each takes some 60 MB once it is used. */
const mostCounters = 3;

/**
 * The counter of the model with this digest. `fetch` is asked once; null, or a vocabulary of an unknown kind, comes to
 * the estimate.
 * @throws what `fetch` throws.
 */
export function vocabularyCounter(config: Config, digest: string, fetch: () => Promise<ModelVocabulary | null>): Promise<TokenCounter> {
  const key = `${config.data} ${digest}`;
  const known = counters.get(key);
  if (known !== undefined) return known;
  const made = make(config, digest, fetch);
  for (const oldest of [...counters.keys()].slice(0, Math.max(0, counters.size + 1 - mostCounters))) counters.delete(oldest);
  counters.set(key, made);
  // A server that was busy may tell next time.
  made.catch(() => counters.delete(key));
  return made;
}

async function make(config: Config, digest: string, fetch: () => Promise<ModelVocabulary | null>): Promise<TokenCounter> {
  const path = join(config.data, 'vocabularies', `${sha256(digest)}.json.gz`);
  const kept = await read(path);
  const vocabulary = kept ?? (await fetch());
  if (vocabulary === null) return estimateCounter;
  if (kept === null) await keep(path, vocabulary);
  const count = counterOf(vocabulary);
  return count === null ? estimateCounter : { countedBy: 'vocabulary', margin: 0, leastShare, count };
}

async function read(path: string): Promise<ModelVocabulary | null> {
  try {
    return modelVocabulary.parse(JSON.parse((await unpack(await readFile(path))).toString('utf8')));
  } catch {
    // Missing or damaged: it is fetched again.
    return null;
  }
}

async function keep(path: string, vocabulary: ModelVocabulary): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  try {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(unfinished, await pack(JSON.stringify(vocabulary)));
    await rename(unfinished, path);
  } catch {
    // A full disk costs the next start a second, not this answer.
  }
}
