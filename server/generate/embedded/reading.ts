/** The one sequence that is kept: what has been read stays, and only what differs is read again. */
import { batchTokens, type LlamaContext, type LlamaSequence, type Token } from './llama.ts';
import { hasState, keepState, type StateKey, statePath } from './state-files.ts';

interface ReadRequest {
  readonly tokens: readonly Token[];
  readonly sharedTokens: number;
  /** Null when nothing may be kept. */
  readonly state: { readonly folder: string; readonly key: StateKey; readonly mostBytes: number; readonly textHash: string } | null;
  readonly signal: AbortSignal;
  onProgress(done: number): void;
  onRestoring(path: string): void;
  onRestored(): void;
}

export interface Reading {
  /** Reads all but the last token, which the caller evaluates. @throws the signal's reason */
  read(request: ReadRequest): Promise<{ readonly cachedTokens: number; readonly restored: boolean }>;
  sequence(): LlamaSequence;
}

/** A second or two of reading on a processor: less is not worth a file. */
const leastKeptTokens = 512;
/**
 * Models with a sliding window can only go back to a checkpoint. Each holds the window of every such layer: 0.8 GB for
 * Gemma 4 31B (ollama-gemma.md §2.3), so few are kept; the one at the end of the documents is the one that counts.
 */
const checkpoints = { max: 4, maxMemory: 2 * 1024 ** 3 };

export function reading(context: LlamaContext): Reading {
  let sequence = context.getSequence({ checkpoints });

  /** @throws the reason of the signal; between two batches, so that what was read stays good. */
  async function readOn(tokens: readonly Token[], end: number, { signal, onProgress }: ReadRequest): Promise<void> {
    while (sequence.nextTokenIndex < end) {
      signal.throwIfAborted();
      const start = sequence.nextTokenIndex;
      await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(start, Math.min(end, start + batchTokens)));
      onProgress(sequence.nextTokenIndex);
    }
    signal.throwIfAborted();
  }

  async function restore(request: ReadRequest): Promise<boolean> {
    const { state, tokens, sharedTokens } = request;
    if (state === null || sharedTokens - sequence.nextTokenIndex < leastKeptTokens) return false;
    const path = statePath(state.folder, state.key);
    if (!(await hasState(path, state.key))) return false;
    await load(path, request);
    const held = sequence.contextTokens;
    if (held.length === sharedTokens && held.every((token, place) => token === tokens[place])) return true;
    await sequence.adaptStateToTokens([], false);
    return false;
  }

  async function load(path: string, { onRestoring, onRestored }: ReadRequest): Promise<void> {
    onRestoring(path);
    // A sequence of its own: checkpoints of the old one would be taken for checkpoints of the new state.
    await sequence.dispose();
    sequence = context.getSequence({ checkpoints });
    await sequence.loadStateFromFile(path, { acceptRisk: true });
    // States hold no checkpoints. Without one here, the next question would read everything again.
    await sequence.takeCheckpoint();
    onRestored();
  }

  /**
   * Keeps what was read and goes on from the file. Reading leaves the sliding window in a ring, loading lays it out in
   * order, and sums in another order round otherwise: a cold answer would differ from a restored one (decision 051).
   */
  async function keep(request: ReadRequest): Promise<void> {
    const { state, sharedTokens } = request;
    if (state === null || sharedTokens < leastKeptTokens) return;
    const limits = { mostBytes: state.mostBytes, expectedBytes: context.stateSize, textHash: state.textHash };
    const path = statePath(state.folder, state.key);
    if (await keepState(path, state.key, limits, (unfinished) => sequence.saveStateToFile(unfinished))) await load(path, request);
  }

  return {
    sequence: () => sequence,
    async read(request) {
      const { tokens, sharedTokens } = request;
      const most = tokens.slice(0, -1);
      await sequence.adaptStateToTokens(most, false);
      const restored = await restore(request);
      const cachedTokens = sequence.nextTokenIndex;
      request.onProgress(cachedTokens);
      if (cachedTokens < sharedTokens) {
        await readOn(most, Math.min(sharedTokens, most.length), request);
        await sequence.takeCheckpoint();
        await keep(request);
      }
      await readOn(most, most.length, request);
      return { cachedTokens, restored };
    },
  };
}
