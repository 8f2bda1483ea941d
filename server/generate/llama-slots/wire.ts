/** What llama-server does with its slot: keep it in a file of its own folder, take it back, empty it. */
import { z } from 'zod';
import { type OpenaiCall, postForStatus } from '../openai-wire.ts';

/** How it went: done with so many tokens, refused for good (not started for it), or failed this time. */
export type SlotOutcome = { readonly kind: 'done'; readonly tokens: number } | { readonly kind: 'refused' } | { readonly kind: 'failed' };

const reply = z.object({ n_saved: z.number().optional(), n_restored: z.number().optional(), n_erased: z.number().optional() });

/** Not implemented: it was started without a folder for states, or with its slot calls closed. */
const refusals: readonly number[] = [403, 404, 501];

export async function slotAction(call: OpenaiCall, action: 'save' | 'restore' | 'erase', filename: string): Promise<SlotOutcome> {
  const { status, value } = await postForStatus(call, `/slots/0?action=${action}`, { filename });
  if (refusals.includes(status)) return { kind: 'refused' };
  const told = reply.safeParse(value);
  const tokens = told.data?.n_saved ?? told.data?.n_restored ?? told.data?.n_erased;
  return status >= 400 || tokens === undefined ? { kind: 'failed' } : { kind: 'done', tokens };
}

/** Whether it was started with a folder for states: without one it refuses any action, one that it does not know included. */
export async function mayKeepSlots(call: OpenaiCall): Promise<boolean> {
  const { status } = await postForStatus(call, '/slots/0?action=none', {});
  return status === 400;
}
