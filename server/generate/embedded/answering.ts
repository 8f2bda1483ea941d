/** Answers orders of the parent one after the other. */
import { type ChatTokens, chatTokenizer } from './chat-tokens.ts';
import type { OpenModel, Token } from './llama.ts';
import type { GenerateOrder, Order, Reply, StartOrder } from './protocol.ts';
import { reading } from './reading.ts';
import { hashOfText, hashOfTokens, type StateKey } from './state-files.ts';
import { tokenText } from './token-text.ts';

interface Answering {
  obey(order: Order): void;
}

/** Enough for any vocabulary to see whether a word begins. */
const tokensBefore = 8;

export function answering(open: OpenModel, start: Pick<StartOrder, 'modelDigest' | 'stateBytes'>, say: (reply: Reply) => void): Answering {
  const { model, context, template, version } = open;
  const chat = chatTokenizer(open);
  const held = reading(context);
  const running = new Map<number, AbortController>();
  let last: Promise<void> = Promise.resolve();

  function keyOf(shared: readonly number[]): StateKey {
    return {
      modelDigest: start.modelDigest,
      version,
      cacheType: 'f16',
      windowTokens: context.contextSize,
      template: template.wrapperName,
      tokensHash: hashOfTokens(shared),
      tokens: shared.length,
    };
  }

  async function generate(wanted: GenerateOrder, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { id, prompt, maxOutputTokens, stateFolder } = wanted;
    const { tokens, sharedTokens, stops } = chat.tokensOf(prompt);
    const neededTokens = tokens.length + maxOutputTokens;
    // One place is never filled by llama.cpp. Beyond it the package would cut off the beginning, and say nothing.
    if (neededTokens >= context.contextSize) {
      say({ type: 'too-long', id, neededTokens, windowTokens: context.contextSize });
      return;
    }
    const startedMs = performance.now();
    const key = keyOf(tokens.slice(0, sharedTokens));
    const { cachedTokens, restored } = await held.read({
      tokens,
      sharedTokens,
      state: stateFolder === null ? null : { folder: stateFolder, key, mostBytes: start.stateBytes, textHash: hashOfText(prompt) },
      signal,
      onProgress: (done) => say({ type: 'reading', id, done, total: tokens.length }),
      onRestoring: (path) => say({ type: 'restoring', id, path }),
      onRestored: () => say({ type: 'restored', id }),
    });
    const { outputTokens, finish, firstMs } = await write(wanted, tokens, stops, signal);
    const outputMs = performance.now() - firstMs;
    const usage = { promptTokens: tokens.length, cachedTokens, outputTokens, promptMs: firstMs - startedMs, outputMs };
    say({ type: 'end', id, finish, usage, restored });
  }

  async function write({ id, maxOutputTokens }: GenerateOrder, prompt: readonly Token[], stops: ChatTokens['stops'], signal: AbortSignal) {
    const text = tokenText(model, stops, prompt.slice(-tokensBefore));
    let outputTokens = 0;
    let firstMs: number | null = null;
    let finish: 'stop' | 'length' = 'stop';
    for await (const token of held.sequence().evaluate(prompt.slice(-1), { temperature: 0, seed: 1 })) {
      firstMs ??= performance.now();
      signal.throwIfAborted();
      if (model.isEogToken(token)) break;
      outputTokens++;
      const { text: piece, isStop } = text.push(token);
      if (piece !== '') say({ type: 'text', id, text: piece });
      if (isStop) break;
      if (outputTokens < maxOutputTokens) continue;
      finish = 'length';
      break;
    }
    const rest = text.rest();
    if (rest !== '') say({ type: 'text', id, text: rest });
    return { outputTokens, finish, firstMs: firstMs ?? performance.now() };
  }

  async function run(wanted: GenerateOrder): Promise<void> {
    const controller = running.get(wanted.id) ?? new AbortController();
    try {
      await generate(wanted, controller.signal);
    } catch (fault) {
      // Nobody listens any more to an answer that was stopped.
      if (!controller.signal.aborted) say({ type: 'failed', id: wanted.id, text: String(fault) });
    } finally {
      running.delete(wanted.id);
    }
  }

  return {
    obey(order) {
      switch (order.type) {
        case 'generate':
          running.set(order.id, new AbortController());
          last = last.then(() => run(order));
          return;
        case 'count':
          say({ type: 'counted', id: order.id, counts: order.texts.map((text) => model.tokenize(text, false).length) });
          return;
        case 'cancel':
          running.get(order.id)?.abort(new Error('stopped'));
      }
    },
  };
}
