/** The token strings of Gemma 3 and 4, read from the file that generate.ts makes. Loaded at first use, in about 0.1 s. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brotliDecompress, brotliDecompressSync } from 'node:zlib';

export interface Vocabulary {
  /** By id; empty for tokens that merging never makes. */
  readonly tokens: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
}

const file = new URL('gemma.vocabulary.br', import.meta.url);
let loaded: Vocabulary | null = null;
let loading: Promise<void> | null = null;

/** The one vocabulary of this process; the first call reads it, unless `loadVocabulary` has. */
export function vocabulary(): Vocabulary {
  if (loaded === null) for (const step of reading(brotliDecompressSync(readFileSync(file)))) loaded = step;
  return loaded ?? { tokens: [], ids: new Map() };
}

/** Reads the vocabulary in steps of a few milliseconds. A server waits for this before it counts: its loop must not stand still. */
export function loadVocabulary(): Promise<void> {
  loading ??= loadedInSteps();
  return loading;
}

async function loadedInSteps(): Promise<void> {
  let read: Vocabulary | null = null;
  for (const step of reading(await decompressed(await readFile(file)))) {
    read = step;
    await nextTurn();
  }
  loaded ??= read;
}

const decompressed = promisify(brotliDecompress);
/** Some 3 ms. */
const tokensAtOnce = 10_000;

/** Yields the same vocabulary again and again, each time with more of it; it is whole at the end. */
function* reading(bytes: Buffer): Generator<Vocabulary> {
  const text = bytes.toString('utf8');
  const tokens: string[] = [];
  const ids = new Map<string, number>();
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    if (end > start) ids.set(text.slice(start, end), tokens.length);
    tokens.push(text.slice(start, end));
    start = end + 1;
    if (tokens.length % tokensAtOnce === 0) yield { tokens, ids };
  }
  yield { tokens, ids };
}

// Ids that follow from a number instead of a string (tokenizer.json of Gemma 3, the same in Gemma 4).
const firstByte = 238;
const firstNewlineRun = 107;
const firstTabRun = 255_968;
/** The run of two blanks; a single blank is an ordinary token. */
const firstBlankRun = 138;

/** Runs of newlines, tabs and blanks have tokens for up to this many. */
export const longestRun = 31;

export const byteToken = (byte: number): number => firstByte + byte;
export const newlineRunToken = (length: number): number => firstNewlineRun + length - 1;
export const tabRunToken = (length: number): number => firstTabRun + length - 1;
export const blankRunToken = (length: number): number => firstBlankRun + length - 2;
