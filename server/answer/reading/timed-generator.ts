import type { Config } from '../../../core/config.ts';
import type { GenerateUsage, Generator, Prompt } from '../../../core/ports.ts';
import { negligibleShare } from '../../generate/cache-inference.ts';
import { learnLoading, learnReadingSpeed } from './reading-speed.ts';
import type { ReadingSample } from './reading-time.ts';
import { learnWritingSpeed } from './writing-speed.ts';

/** The same generator, of which every prompt that is read to its end teaches how fast the model reads and writes. */
export function timedGenerator(generator: Generator, config: Config, now: () => number = () => performance.now()): Generator {
  const { model } = generator;
  if (model.contextTokens === 0) return generator;
  return {
    ...generator,
    async *generate(request, signal) {
      let sentMs = now();
      let firstMs: number | null = null;
      let loadingSinceMs: number | null = null;
      for await (const event of generator.generate(request, signal)) {
        if (event.type === 'progress' && event.phase === 'loading') loadingSinceMs ??= now();
        if (event.type === 'progress' && event.phase === 'reading' && loadingSinceMs !== null) {
          learnLoading(config, model, now() - loadingSinceMs);
          loadingSinceMs = null;
          sentMs = now();
        }
        // Waiting and loading say nothing about how fast a model reads.
        if (event.type === 'progress' && event.phase !== 'reading') sentMs = now();
        if (event.type === 'text' || event.type === 'quote' || event.type === 'end') firstMs ??= now() - sentMs;
        if (event.type === 'end') {
          learnReadingSpeed(config, model, sampleOf(request.prompt, event.usage, firstMs ?? 0));
          learnWritingSpeed(config, model, event.usage.outputTokens, writingOf(event.usage, now() - sentMs - (firstMs ?? 0)));
        }
        yield event;
      }
    },
  };
}

/** "NONE" and "Yes." are over before a clock of ours has moved. */
const fewestTimedTokens = 8;

/** As the server tells it, else by the clock; 0 when that says nothing. */
function writingOf({ outputMs, outputTokens }: GenerateUsage, milliseconds: number): number {
  return outputMs ?? (outputTokens < fewestTimedTokens ? 0 : milliseconds);
}

/** The tokens as the server counted them, where it does. */
function sampleOf(prompt: Prompt, usage: GenerateUsage, milliseconds: number): ReadingSample {
  const { promptTokens, cachedTokens, mostCachedTokens = Number.POSITIVE_INFINITY, promptMs } = usage;
  const tokens = promptTokens ?? prompt.tokens;
  const heldTokens = cachedTokens ?? 0;
  return {
    freshTokens: tokens - heldTokens,
    heldTokens,
    milliseconds,
    overheadMs: promptMs === null ? null : Math.max(0, milliseconds - promptMs),
    isCertain: cachedTokens !== null || mostCachedTokens <= negligibleShare * tokens,
  };
}
