/** The part that all flavours share: a window, a prefix cache of one slot a model, and an answer in pieces. */
import { countTokens } from '../../core/tokens/index.ts';
import type { Fault } from './faults.ts';
import { type ChatMessage, type FakeModel, renderChat } from './model.ts';

/** Gives the answer to a chat: one text, or its pieces as they are to be streamed. */
export type Reply = string | readonly string[] | ((messages: readonly ChatMessage[]) => string | readonly string[]);

export interface Completion {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly pieces: readonly string[];
  readonly outputTokens: number;
  readonly finish: 'stop' | 'length';
  /** Invented, but steady: 1,000 tokens a second in unless told otherwise, 50 out. */
  readonly promptMs: number;
  readonly outputMs: number;
}

export interface Slots {
  /** A prompt over the window is refused, or, as Ollama does unless told not to, quietly cut to its last half window. */
  complete(model: FakeModel, messages: readonly ChatMessage[], limits: CompletionLimits): Completion | Overflow;
  /** Reads a prompt and writes nothing; gives the tokens that were held already. */
  read(model: FakeModel, prompt: readonly number[]): number;
  held(model: FakeModel): readonly number[];
  hold(model: FakeModel, prompt: readonly number[]): void;
  /** Forgets what a model holds, as a reload does. */
  forget(model: FakeModel): void;
}

interface CompletionLimits {
  readonly windowTokens: number;
  readonly maxOutputTokens: number;
  readonly cuts: boolean;
}

export interface Overflow {
  readonly promptTokens: number;
  readonly windowTokens: number;
}

export const isOverflow = (result: Completion | Overflow): result is Overflow => 'windowTokens' in result;

/** The reading took longer than it should have, once. */
export function stalled(result: Completion | Overflow, state: { stallMs: number }): Completion | Overflow {
  if (isOverflow(result)) return result;
  const { stallMs } = state;
  state.stallMs = 0;
  return { ...result, promptMs: result.promptMs + stallMs };
}

const collapseTokens = 25_000;
const outputTokensPerMs = 0.05;

export function openSlots(reply: Reply, fault: () => Fault | null, promptTokensPerMs: number): Slots {
  const held = new Map<string, readonly number[]>();
  function read(model: FakeModel, prompt: readonly number[]): number {
    const cachedTokens = reusable(held.get(model.name) ?? [], prompt, fault());
    held.set(model.name, prompt);
    return cachedTokens;
  }
  return {
    read,
    held: (model) => held.get(model.name) ?? [],
    hold: (model, prompt) => void held.set(model.name, prompt),
    complete(model, messages, { windowTokens, maxOutputTokens, cuts }) {
      let prompt: readonly number[] = renderChat(messages);
      const tokens = prompt.length;
      const isLong = tokens > windowTokens;
      if (fault() === 'prompt-cut') prompt = prompt.slice(Math.ceil(prompt.length / 2));
      else if (isLong && cuts) prompt = prompt.slice(-Math.floor(windowTokens / 2));
      else if (isLong) return { promptTokens: tokens, windowTokens };
      const cachedTokens = read(model, prompt);
      const seen = lastShare(messages, prompt.length / tokens);
      const { pieces, finish } = answerPieces(reply, seen, maxOutputTokens, fault());
      const outputTokens = countTokens(pieces.join(''));
      return {
        promptTokens: prompt.length,
        cachedTokens,
        pieces,
        outputTokens,
        finish,
        promptMs: (prompt.length - cachedTokens) / promptTokensPerMs,
        outputMs: outputTokens / outputTokensPerMs,
      };
    },
    forget: (model) => void held.delete(model.name),
  };
}

/** What a model still sees of a cut prompt: its end, the same share of the characters as of the tokens. */
function lastShare(messages: readonly ChatMessage[], share: number): readonly ChatMessage[] {
  if (share >= 1) return messages;
  let dropped = Math.floor(messages.reduce((sum, { content }) => sum + content.length, 0) * (1 - share));
  return messages.map((message) => {
    const content = message.content.slice(dropped);
    dropped -= message.content.length - content.length;
    return { ...message, content };
  });
}

/** Longest common prefix; the last token is always worked again. */
function reusable(held: readonly number[], prompt: readonly number[], fault: Fault | null): number {
  if (fault === 'no-reuse') return 0;
  let common = 0;
  while (common < prompt.length - 1 && held[common] === prompt[common]) common++;
  return fault === 'reuse-collapse' && common > collapseTokens ? 0 : common;
}

function answerPieces(reply: Reply, messages: readonly ChatMessage[], maxOutputTokens: number, fault: Fault | null) {
  if (fault === 'empty-answer' || fault === 'thinks-only') return { pieces: [], finish: 'stop' as const };
  if (fault === 'foreign-answer') return { pieces: ['Your ', 'colleague ', 'asked ', 'about ', 'salaries.'], finish: 'stop' as const };
  if (fault === 'endless-answer') return { pieces: Array.from({ length: 20 * maxOutputTokens }, () => 'and '), finish: 'stop' as const };
  const said = typeof reply === 'function' ? reply(messages) : reply;
  const words = typeof said === 'string' ? (said.match(/\s*\S+\s*$|\s*\S+/g) ?? []) : said;
  const pieces: string[] = [];
  let tokens = 0;
  for (const word of words) {
    tokens += countTokens(word);
    if (tokens > maxOutputTokens) return { pieces, finish: 'length' as const };
    pieces.push(word);
  }
  return { pieces, finish: 'stop' as const };
}
