/** Lets a model read a whole collection before anybody asks, with the very bytes that a question would send. */
import { AppError } from '../../core/errors.ts';
import type { GenerateEvent, GenerateRequest } from '../../core/ports.ts';
import type { WarmUp } from '../../core/types.ts';
import type { Attempt } from '../answer/attempt.ts';
import { markRead } from '../answer/pack/shelf.ts';
import { attemptAhead } from '../answer/plan-ahead.ts';
import type { AnswerDeps } from '../answer/request.ts';
import { prefixTokens, warmth } from '../generate/line/held.ts';
import { readSoFar } from '../generate/line/read-so-far.ts';

/** What may be read ahead, or why nothing is. */
export type Ahead =
  | { readonly deps: AnswerDeps; readonly attempt: Attempt; readonly reason: null }
  | { readonly deps: AnswerDeps; readonly attempt: null; readonly reason: string };

/** `mode` is `whole` when a person wants it, whatever the planner would choose. @throws AppError prompt-too-long */
export async function planReading(deps: AnswerDeps, mode: 'auto' | 'whole', signal: AbortSignal): Promise<Ahead> {
  if (deps.generator.model.contextTokens === 0) {
    return {
      deps,
      attempt: null,
      reason: 'There is no model that could read ahead. Start a model server; `carrel doctor` says what is missing.',
    };
  }
  const request = { collection: deps.collection.name, question: '', mode, history: [], conversationId: null };
  const attempt = await attemptAhead(request, deps, signal);
  if (attempt.plan.mode === 'whole') return { deps, attempt, reason: null };
  return { deps, attempt: null, reason: attempt.plan.reason };
}

/** A checkpoint of a sliding window lies up to a batch before the end of what was read. */
const warmShare = 0.9;

/** What is believed to be read already. */
export function believed({ deps, attempt, reason }: Ahead): WarmUp {
  const model = deps.generator.model.id;
  if (attempt === null) return { state: 'cold', model, done: 0, total: 0, etaMs: null, reason };
  const { prompt, plan } = attempt;
  const held = warmth(deps.generator.model, prompt.prefix);
  const isWarm = held >= warmShare * prefixTokens(prompt);
  return {
    state: isWarm ? 'warm' : 'cold',
    model,
    done: isWarm ? prompt.tokens : Math.min(held, prompt.tokens),
    total: prompt.tokens,
    etaMs: isWarm ? null : plan.coldMs,
    reason: isWarm ? '' : 'The model has not read this collection yet, or has read something else since.',
  };
}

/** Reads, and says how far it is; at once when a person wants it, else when nobody has asked for a while. @throws AppError cancelled when stopped, or when a person asked about something else. */
export async function* readAhead(
  { deps, attempt }: Ahead & { readonly reason: null },
  isWanted: boolean,
  signal: AbortSignal,
): AsyncIterable<WarmUp> {
  const { prompt, passages, plan } = attempt;
  if (attempt.pack !== null) markRead(deps, attempt.pack);
  const read = readSoFar(prompt.tokens);
  // Kept from an earlier attempt that gave way.
  const held = Math.min(warmth(deps.generator.model, prompt.prefix), prompt.tokens);
  const request: GenerateRequest = {
    ...{ question: prompt.question, passages, outcome: null, prompt, stateFolder: deps.stateFolder },
    // None would be unlimited for some versions of Ollama (ollama-gemma.md §1.1).
    maxOutputTokens: 1,
    readsAhead: true,
    isWanted,
  };
  const model = deps.generator.model.id;
  // Some servers say nothing until all is read.
  yield { state: 'reading', model, done: held, total: prompt.tokens, etaMs: plan.coldMs, reason: '' };
  let readingSinceMs: number | null = null;
  for await (const event of deps.generator.generate(request, signal)) {
    read.see(event);
    if (read.hasBegun()) readingSinceMs ??= performance.now();
    const predictedMs = readingSinceMs === null || plan.coldMs === null ? null : plan.coldMs - (performance.now() - readingSinceMs);
    yield shown(event, {
      model,
      done: Math.max(held, read.tokens()),
      total: prompt.tokens,
      leftMs: read.remainingMs() ?? predictedMs,
    });
  }
}

interface Figures {
  readonly model: string;
  readonly done: number;
  readonly total: number;
  readonly leftMs: number | null;
}

function shown(event: GenerateEvent, { model, done, total, leftMs }: Figures): WarmUp {
  if (event.type === 'end') return { state: 'warm', model, done: total, total, etaMs: null, reason: '' };
  if (event.type === 'progress' && event.phase === 'waiting') {
    return {
      state: 'waiting',
      model,
      done,
      total,
      etaMs: null,
      reason: 'People who ask go first; it goes on when nobody has asked for a while.',
    };
  }
  return { state: 'reading', model, done, total, etaMs: leftMs === null ? null : Math.max(0, Math.round(leftMs)), reason: '' };
}

/** A reading that gave way to a person: it is to be taken up again. */
export const gaveWay = (fault: unknown, signal: AbortSignal): boolean =>
  fault instanceof AppError && fault.code === 'cancelled' && !signal.aborted;
