/** One question to a model with made-up documents, and what could be measured of it. */
import type { Capabilities, GenerateUsage, Generator, TokenCounter } from '../../../core/ports.ts';

export interface Asked {
  readonly text: string;
  readonly usage: GenerateUsage;
  readonly firstTokenMs: number;
  /** Our own count of what was sent, template included. */
  readonly sentTokens: number;
}

const system = 'Answer from the document in one short sentence.';
/** Upper bound of what templates add (server/answer/prompt/prompt.ts). */
const templateTokens = 24;
/** Long enough to time the writing, short enough for twenty questions. */
const answerTokens = 48;

export interface Trial {
  readonly generator: Generator;
  readonly counter: TokenCounter;
  readonly capabilities: Capabilities;
  readonly signal: AbortSignal;
  /** Sets this trial apart from all others: servers keep what they read long after. */
  readonly name: string;
}

/** Tokens of such a prompt, without its document. */
export const trialOverhead = 200;

/**
 * Asks. `claimedTokens` is what the engine is told of the length, for a prompt that it must not refuse by itself.
 * @throws AppError what the engine throws
 */
export async function ask(
  { generator, counter, signal }: Trial,
  document: string,
  question: string,
  claimedTokens?: number,
): Promise<Asked> {
  const counted = [system, document, question].reduce((sum, text) => sum + counter.count(text), templateTokens);
  const prompt = { system, prefix: document, history: [], question, tokens: claimedTokens ?? counted, leastShare: counter.leastShare };
  const request = { question, passages: [], outcome: null, prompt, maxOutputTokens: answerTokens };
  let askedMs = performance.now();
  let firstTokenMs: number | null = null;
  let text = '';
  let usage: GenerateUsage = { promptTokens: null, cachedTokens: null, outputTokens: 0, promptMs: null, outputMs: null };
  for await (const event of generator.generate(request, signal)) {
    if (event.type === 'text') {
      firstTokenMs ??= performance.now() - askedMs;
      text += event.text;
    } else if (event.type === 'end') usage = event.usage;
    // Waiting and loading say nothing about how fast it reads.
    else if (event.type === 'progress' && firstTokenMs === null && event.phase !== 'reading') askedMs = performance.now();
  }
  return { text, usage, firstTokenMs: firstTokenMs ?? performance.now() - askedMs, sentTokens: counted };
}
