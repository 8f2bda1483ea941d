/** A generator that says what it is told, for tests of everything around the model. */
import { abortFault } from '../../core/outbound.ts';
import type { GenerateRequest, Generator } from '../../core/ports.ts';
import { countTokens } from '../../core/tokens/index.ts';
import type { ModelDescription } from '../../core/types.ts';

const scriptedModel: ModelDescription = {
  id: 'scripted',
  engine: 'scripted',
  contextTokens: 262_144,
  embeds: false,
  loaded: true,
  digest: null,
  sizeBytes: null,
  parameters: null,
  memory: null,
};

/** The texts in turn, the last again and again; or whatever the function makes of the request. */
export type Script = readonly string[] | ((request: GenerateRequest) => string);

/** Streams each answer word by word. */
export function scripted(script: Script, known: Partial<ModelDescription> = {}): Generator {
  let asked = 0;
  return {
    model: { ...scriptedModel, ...known },
    async *generate(request, signal) {
      const text = typeof script === 'function' ? script(request) : (script[Math.min(asked, script.length - 1)] ?? '');
      asked++;
      for (const [word] of text.matchAll(/\s*\S+\s*$|\s*\S+/g)) {
        if (signal.aborted) throw abortFault(signal);
        yield { type: 'text', text: word };
      }
      const usage = {
        promptTokens: request.prompt.tokens,
        cachedTokens: null,
        outputTokens: countTokens(text),
        promptMs: null,
        outputMs: null,
      };
      yield { type: 'end', finish: 'stop', usage, options: {} };
    },
  };
}
