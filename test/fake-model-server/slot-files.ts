/** llama-server's slot calls: a state on its disk is the list of its tokens, and outlives the server. */
import { encodeTokens } from '../../core/tokens/index.ts';
import type { Exchange, FakeState } from './index.ts';
import { chatText, type FakeModel } from './model.ts';
import { sse } from './openai.ts';
import { failBeforeStream, sendJson } from './wire.ts';

/** Its folder for states, by file name. */
export type SlotFiles = Map<string, readonly number[]>;

export function applyTemplate({ body, response }: Exchange): void {
  sendJson(response, 200, { prompt: chatText(body.messages as Parameters<typeof chatText>[0]) });
}

/** `/completion` with `n_predict: 0`: reads a prompt and writes nothing. */
export function readOnly({ body, response }: Exchange, state: FakeState, model: FakeModel): void {
  if (failBeforeStream(response, state.fault)) return;
  if (state.fault === 'memory-on-load') {
    sendJson(response, 500, { error: { code: 500, message: 'cudaMalloc failed: out of memory', type: 'server_error' } });
    return;
  }
  const tokens = encodeTokens(String(body.prompt), { controls: true });
  const cachedTokens = state.slots.read(model, tokens);
  const progress = { total: tokens.length, cache: cachedTokens, processed: tokens.length, time_ms: 1 };
  const timings = { cache_n: cachedTokens, prompt_n: tokens.length - cachedTokens, prompt_ms: 1, predicted_n: 1, predicted_ms: 0.001 };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(sse({ index: 0, content: '', stop: false, prompt_progress: progress }) + sse({ stop: true, timings }));
}

export function slotCall({ body, query, response }: Exchange, state: FakeState, model: FakeModel): void {
  const { slotFiles } = state;
  const fail = (code: number, message: string, type: string) => sendJson(response, code, { error: { code, message, type } });
  if (slotFiles === null) {
    fail(501, 'This server does not support slots action. Start it with `--slot-save-path`', 'not_supported_error');
    return;
  }
  const filename = String(body.filename);
  const held = state.slots.held(model);
  switch (query.get('action')) {
    case 'save':
      slotFiles.set(filename, held);
      sendJson(response, 200, { id_slot: 0, filename, n_saved: held.length, n_written: held.length * 100, timings: { save_ms: 1 } });
      return;
    case 'erase':
      state.slots.forget(model);
      sendJson(response, 200, { id_slot: 0, n_erased: held.length });
      return;
    case 'restore': {
      const kept = slotFiles.get(filename);
      if (kept === undefined || state.fault === 'slot-corrupt') {
        fail(400, 'Unable to restore slot: No available space in KV cache or invalid slot save file', 'invalid_request_error');
        return;
      }
      const taken = state.fault === 'slot-foreign' ? kept.slice(0, kept.length / 2) : kept;
      // Without --swa-full a model with a sliding window says so too, and then reads everything again.
      state.slots.hold(model, state.fault === 'slot-useless' ? [] : taken);
      sendJson(response, 200, { id_slot: 0, filename, n_restored: taken.length, n_read: taken.length * 100, timings: { restore_ms: 1 } });
      return;
    }
    default:
      fail(400, 'Invalid action', 'invalid_request_error');
  }
}
