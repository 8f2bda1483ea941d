/** One answer of a server that may have kept the documents: taken back before, judged after, or read ahead and kept. */
import type { GenerateEvent, GenerateRequest } from '../../../core/ports.ts';
import { judge, type KeptSlot, readAndKeep, renderedPrefix, takeBack } from './slots.ts';

export async function* withSlot(
  slot: KeptSlot,
  request: GenerateRequest,
  chat: () => AsyncIterable<GenerateEvent>,
  onBytes: () => void,
): AsyncIterable<GenerateEvent> {
  const takenTokens = await takeBack(slot);
  const text = request.readsAhead === true ? await renderedPrefix(slot) : null;
  const events = text === null ? chat() : readAndKeep(slot, text, onBytes);
  for await (const event of events) {
    if (event.type !== 'end') {
      yield event;
      continue;
    }
    if (takenTokens !== null) judge(slot, takenTokens, event.usage.cachedTokens);
    yield { ...event, options: { ...event.options, restored: takenTokens !== null } };
  }
}
