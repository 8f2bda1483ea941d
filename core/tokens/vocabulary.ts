/** The token strings of Gemma 3 and 4, read from the file that generate.ts makes. Loaded at first use, in about 0.1 s. */
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

export interface Vocabulary {
  /** By id; empty for tokens that merging never makes. */
  readonly tokens: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
}

let loaded: Vocabulary | null = null;

/** The one vocabulary of this process. */
export function vocabulary(): Vocabulary {
  loaded ??= load();
  return loaded;
}

function load(): Vocabulary {
  const packed = readFileSync(new URL('gemma.vocabulary.br', import.meta.url));
  const tokens = brotliDecompressSync(packed).toString('utf8').split('\n');
  const ids = new Map<string, number>();
  for (const [id, token] of tokens.entries()) if (token !== '') ids.set(token, id);
  return { tokens, ids };
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
