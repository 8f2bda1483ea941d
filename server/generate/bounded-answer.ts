/** Passes an answer on, and ends one that would never end. */
import { AppError } from '../../core/errors.ts';
import { brokenStream } from '../../core/model-faults.ts';
import type { GenerateEvent, GenerateRequest } from '../../core/ports.ts';
import { repetition } from './repetition.ts';

/** So often the same word in a row is a model that has lost its way; Ollama itself gives up at 31. */
const mostRepeats = 40;
/** Servers bound the answer by their own count of tokens; a piece is at least one. Twice as many ignore the bound. */
const mostPiecesFactor = 2;

/** Passes an answer on; ends one that never would, and refuses one that holds nothing, where words are wanted. */
export async function* boundedAnswer(
  events: AsyncIterable<GenerateEvent>,
  who: string,
  { maxOutputTokens, readsAhead = false }: Pick<GenerateRequest, 'maxOutputTokens' | 'readsAhead'>,
): AsyncIterable<GenerateEvent> {
  let pieces = 0;
  let repeats = 0;
  let last = '';
  const circle = repetition();
  let isEmpty = true;
  for await (const event of events) {
    if (event.type === 'text') {
      pieces++;
      repeats = event.text === last && event.text.trim() !== '' ? repeats + 1 : 0;
      last = event.text;
      isEmpty &&= event.text.trim() === '';
      if (repeats >= mostRepeats) throw brokenStream(who, 'repeats the same word without end');
      if (pieces > mostPiecesFactor * maxOutputTokens) throw brokenStream(who, `writes more than the ${maxOutputTokens} tokens it may`);
    }
    if (event.type === 'text' && circle.hasLoop(event.text)) {
      yield event;
      const usage = { promptTokens: null, cachedTokens: null, outputTokens: pieces, promptMs: null, outputMs: null };
      yield { type: 'end', finish: 'loop', usage, options: {} };
      return;
    }
    if (event.type === 'end' && isEmpty && !readsAhead) {
      throw new AppError(
        'model-failed',
        `${who} ended without a word`,
        'Ask again, or choose another model: it may only be able to think aloud.',
      );
    }
    yield event;
  }
}
