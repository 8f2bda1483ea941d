/** How Ollama holds a model now, and putting it back after something else was asked of it. */
import type { Ollama } from 'ollama';
import type { ModelDescription } from '../../core/types.ts';
import type { RunningModel } from './ollama-models.ts';
import { loadRequest } from './ollama-request.ts';

/** What it was told to keep for ever is kept for some three hundred years. */
const foreverMs = 10 * 365 * 86_400_000;

/** Unloads the model when it was not loaded; else loads it with the window it had, for as long as it had left. */
export async function putBack(
  client: Ollama,
  model: ModelDescription,
  before: RunningModel | null,
  nowMs: number = Date.now(),
): Promise<void> {
  if (before === null) {
    await client.chat({ ...loadRequest(model), keep_alive: 0, stream: false });
    return;
  }
  const contextTokens = before.context_length ?? model.contextTokens;
  const leftMs = before.expires_at === undefined ? Number.POSITIVE_INFINITY : Date.parse(before.expires_at) - nowMs;
  const keepAlive = leftMs > foreverMs || Number.isNaN(leftMs) ? -1 : Math.max(1, Math.round(leftMs / 1000));
  await client.chat({ ...loadRequest({ ...model, contextTokens }), keep_alive: keepAlive, stream: false });
}
