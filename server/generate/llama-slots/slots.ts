/**
 * What a llama-server has read of a collection, kept over its restart: read ahead up to the end of the documents, saved
 * there, and taken back before the first question that finds the cache cold. Whatever goes wrong costs time, no answer.
 */
import { z } from 'zod';
import { AppError } from '../../../core/errors.ts';
import type { GenerateEvent, GenerateRequest, Prompt } from '../../../core/ports.ts';
import type { ModelDescription } from '../../../core/types.ts';
import { forget, prefixTokens, warmth } from '../line/held.ts';
import { chatMessages } from '../messages.ts';
import { getJson, type OpenaiCall, openStream, postJson } from '../openai-wire.ts';
import { complain, mayKeepStates, withdraw } from './complaints.ts';
import { notedTokens, removeNote, type SlotKey, slotFile, slotKey, writeNote } from './notes.ts';
import { registerFile } from './stale.ts';
import { slotAction } from './wire.ts';

/** One collection, one model, one server. */
export interface KeptSlot {
  readonly call: OpenaiCall;
  readonly model: ModelDescription;
  readonly prompt: Prompt;
  readonly stateFolder: string;
  readonly key: SlotKey;
}

const props = z.object({ chat_template: z.string(), build_info: z.string() });
const slotList = z.array(z.object({ id_task: z.number().optional(), n_prompt_tokens: z.number().optional() }));
const rendered = z.object({ prompt: z.string() });

/** Null where nothing may be kept, or the server has shown that it keeps nothing of use. */
export async function keptSlot(
  call: OpenaiCall,
  model: ModelDescription,
  request: Pick<GenerateRequest, 'prompt' | 'stateFolder'>,
): Promise<KeptSlot | null> {
  const { prompt, stateFolder } = request;
  if (stateFolder === undefined || !mayKeepStates(call.url)) return null;
  const told = props.safeParse(await getJson(call, '/props'));
  if (!told.success) return null;
  const key = slotKey(model, { build: told.data.build_info, template: told.data.chat_template }, prompt);
  return { call, model, prompt, stateFolder, key };
}

/** Tokens that would be taken back for this prompt; 0 when none are kept. */
export async function slotTokens(
  call: OpenaiCall,
  model: ModelDescription,
  request: Pick<GenerateRequest, 'prompt' | 'stateFolder'>,
): Promise<number> {
  const slot = await keptSlot(call, model, request);
  return slot === null ? 0 : (notedTokens(slot.stateFolder, model, slot.key) ?? 0);
}

/** Takes the state back when the cache is believed to be cold. Gives its tokens; null when nothing was taken back. */
export async function takeBack({ call, model, prompt, stateFolder, key }: KeptSlot): Promise<number | null> {
  if (await holdsNothing(call)) forget(model);
  if (warmth(model, prompt.prefix) >= prefixTokens(prompt) / 2) return null;
  const noted = notedTokens(stateFolder, model, key);
  if (noted === null) return null;
  const outcome = await slotAction(call, 'restore', slotFile(stateFolder, model));
  if (outcome.kind === 'done' && outcome.tokens === noted) return noted;
  if (outcome.kind === 'refused') complain(call.url, 'refused');
  removeNote(stateFolder, model);
  // Of what it holds now we know nothing.
  if (outcome.kind === 'done') await slotAction(call, 'erase', slotFile(stateFolder, model));
  return null;
}

/** True when it was started again since it was last asked: a slot that was never used has neither a task nor tokens. */
async function holdsNothing(call: OpenaiCall): Promise<boolean> {
  const told = slotList.safeParse(await getJson(call, '/slots'));
  return told.success && told.data.every(({ id_task: task = -1, n_prompt_tokens: tokens = 0 }) => task < 0 && tokens === 0);
}

/** What came of a state that was taken back, by the server's own count of the answer after it. */
export function judge({ call, model, stateFolder }: KeptSlot, takenTokens: number, cachedTokens: number | null): void {
  if (cachedTokens === null) return;
  if (cachedTokens >= takenTokens / 2) {
    withdraw(call.url, 'useless');
    return;
  }
  removeNote(stateFolder, model);
  complain(call.url, 'useless');
}

/**
 * Reads the documents and nothing else, and saves the slot at their very end: models with a sliding window hold only
 * what lies before that, and a state holds no checkpoints (ollama-gemma.md §4.2).
 */
export async function* readAndKeep(slot: KeptSlot, text: string, onBytes: () => void): AsyncIterable<GenerateEvent> {
  const { call, prompt } = slot;
  yield { type: 'progress', phase: 'reading', done: 0, total: prompt.tokens };
  const fields = { cache_prompt: true, return_progress: true, response_fields: ['stop', 'timings', 'prompt_progress'] };
  const chunks = await openStream(call, '/completion', { prompt: text, n_predict: 0, id_slot: 0, stream: true, ...fields }, onBytes);
  if (chunks === null) throw new AppError('model-busy', `${slot.model.id} is still being loaded`, 'Try again in some minutes.');
  let cachedTokens: number | null = null;
  let promptMs: number | null = null;
  for await (const { prompt_progress: progress, timings } of chunks) {
    if (progress) yield { type: 'progress', phase: 'reading', done: progress.processed, total: progress.total };
    cachedTokens = timings?.cache_n ?? cachedTokens;
    promptMs = timings?.prompt_ms ?? promptMs;
  }
  await keep(slot);
  const usage = { promptTokens: null, cachedTokens, outputTokens: 0, promptMs, outputMs: null };
  yield { type: 'end', finish: 'stop', usage, options: {} };
}

/**
 * The prompt as the server's own template makes it, up to the end of the documents. Null where the server does not tell
 * (older ones know no such call), or its template changes the documents: then they are read as a question sends them.
 */
export async function renderedPrefix({ call, model, prompt }: KeptSlot): Promise<string | null> {
  const body = { model: model.id, messages: chatMessages(prompt), chat_template_kwargs: { enable_thinking: false } };
  try {
    const { prompt: whole } = rendered.parse(await postJson(call, '/apply-template', body));
    const start = whole.indexOf(prompt.prefix);
    return start < 0 ? null : whole.slice(0, start + prompt.prefix.length);
  } catch {
    // A server that is down or a reader who left says so again in the very next call.
    return null;
  }
}

async function keep({ call, model, stateFolder, key }: KeptSlot): Promise<void> {
  if (notedTokens(stateFolder, model, key) !== null) return;
  // The file is about to change: an older note would speak of what is no longer in it.
  removeNote(stateFolder, model);
  if (!registerFile(call.url, model, stateFolder)) return;
  const outcome = await slotAction(call, 'save', slotFile(stateFolder, model));
  if (outcome.kind === 'refused') complain(call.url, 'refused');
  if (outcome.kind === 'done') withdraw(call.url, 'refused');
  if (outcome.kind === 'done' && outcome.tokens > 0) writeNote(stateFolder, model, key, outcome.tokens);
}
