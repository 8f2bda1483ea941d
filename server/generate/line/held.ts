/**
 * What each model is believed to hold of the prompts it has read. Learned from what was asked, corrected by what the
 * servers report, forgotten when a model is loaded again. A belief: plans and expectations rest on it, never answers.
 */
import type { GenerateUsage, Prompt } from '../../../core/ports.ts';
import { countTokens } from '../../../core/tokens/index.ts';
import type { ModelDescription } from '../../../core/types.ts';

interface Held {
  readonly prefix: string;
  /** Leading tokens of the prefix that were read. */
  readonly tokens: number;
}

interface Memory {
  /** By another window it is another load of the model: its cache began empty. */
  readonly windowTokens: number;
  /** The last prefixes, the newest first. */
  readonly recent: readonly Held[];
  /** How many of them are still there: one, until a report shows that the server keeps more. */
  readonly depth: number;
  /** From this length on a prefix turned out not to be reused; infinite as long as all were. */
  readonly failsFrom: number;
  /** How often in a row what was expected was not there: once may be a restart that nobody noticed. */
  readonly misses: number;
}

const keyOf = ({ engine, id, digest }: Pick<ModelDescription, 'engine' | 'id' | 'digest'>): string => `${engine} ${id} ${digest ?? ''}`;

const memories = new Map<string, Memory>();

function memoryOf(model: ModelDescription): Memory {
  const known = memories.get(keyOf(model));
  if (known?.windowTokens === model.contextTokens) return known;
  return { windowTokens: model.contextTokens, recent: [], depth: 1, failsFrom: Number.POSITIVE_INFINITY, misses: 0 };
}

/** Collections that people change between; the texts are kept, some MB each. */
const mostRecent = 4;
/** Twice in a row is how the server is. */
const mostMisses = 2;
/** A shorter prefix says more about the template than about the cache. */
const leastTokens = 200;

/** How many leading tokens of this prefix the cache of the model is believed to hold. */
export function warmth(model: ModelDescription, prefix: string): number {
  const { recent, depth, failsFrom } = memoryOf(model);
  const tokens = Math.max(0, ...recent.slice(0, depth).map((held) => sharedTokens(held, prefix)));
  return tokens >= failsFrom ? 0 : tokens;
}

/** Tokens of the longest prefix that the cache of the model is believed to hold. */
export function longestHeld(model: ModelDescription): number {
  const { recent, depth, failsFrom } = memoryOf(model);
  return Math.max(0, ...recent.slice(0, depth).map(({ tokens }) => (tokens >= failsFrom ? 0 : tokens)));
}

/** The prompt was read to its end. What the server says of its cache, where it does, corrects the belief. */
export function remember(model: ModelDescription, prompt: Prompt, { cachedTokens }: GenerateUsage): void {
  const before = memoryOf(model);
  const learned = cachedTokens === null ? before : corrected(before, prompt.prefix, cachedTokens);
  store(model, learned, { prefix: prompt.prefix, tokens: prefixTokens(prompt) });
}

/** The reading was stopped after so many tokens of the prompt. */
export function rememberPart(model: ModelDescription, prompt: Prompt, readTokens: number): void {
  const before = memoryOf(model);
  const [newest] = before.recent;
  const known = newest === undefined ? 0 : sharedTokens(newest, prompt.prefix);
  store(model, before, { prefix: prompt.prefix, tokens: Math.min(prefixTokens(prompt), Math.max(known, readTokens)) });
}

/** The model was loaded again, or its server is gone: nothing is held. What was learned of its manners stays. */
export function forget(model: Pick<ModelDescription, 'engine' | 'id' | 'digest'>): void {
  const known = memories.get(keyOf(model));
  if (known !== undefined) memories.set(keyOf(model), { ...known, recent: [] });
}

function store(model: ModelDescription, memory: Memory, newest: Held): void {
  const others = memory.recent.filter(({ prefix }) => prefix !== newest.prefix);
  memories.set(keyOf(model), { ...memory, recent: [newest, ...others].slice(0, mostRecent) });
}

/** Compares a report with what was expected of the newest prefix, or of an older one that the server may have kept. */
function corrected(memory: Memory, prefix: string, cachedTokens: number): Memory {
  const shares = memory.recent.map((held) => sharedTokens(held, prefix));
  const expected = Math.max(0, ...shares);
  if (expected < leastTokens) return memory;
  const place = shares.indexOf(expected);
  // Half: a checkpoint lies up to a batch before the end, and Ollama's figure is inferred.
  const isReused = cachedTokens >= expected / 2;
  if (place > 0) return { ...memory, depth: isReused ? Math.max(memory.depth, place + 1) : Math.min(memory.depth, place) };
  if (isReused) return { ...memory, misses: 0, failsFrom: expected >= memory.failsFrom ? Number.POSITIVE_INFINITY : memory.failsFrom };
  const misses = memory.misses + 1;
  return { ...memory, misses, failsFrom: misses < mostMisses ? memory.failsFrom : Math.min(memory.failsFrom, expected) };
}

/** By the share of characters where only a part is the same: near enough to plan with, and free. */
function sharedTokens({ prefix: held, tokens }: Held, prefix: string): number {
  if (held === prefix) return tokens;
  const end = Math.min(held.length, prefix.length);
  let common = 0;
  while (common < end && held.charCodeAt(common) === prefix.charCodeAt(common)) common++;
  return held.length === 0 ? 0 : Math.floor((tokens * common) / held.length);
}

/** What is left of the prompt's count without the texts around the prefix; those are short. */
export function prefixTokens({ system, history, question, tokens }: Prompt): number {
  const around = [system, question, ...history.flatMap((turn) => [turn.question, turn.answer])];
  return Math.max(0, tokens - around.reduce((sum, text) => sum + countTokens(text), 0));
}
