/** Shows nothing of a text before something in it is proven: what nobody has seen can still be taken back. */
import type { AnswerEvent } from '../../../core/types.ts';

export interface ProofFirst<Result> {
  readonly result: Result;
  /** What was written and not shown; empty as soon as a citation was verified. */
  readonly held: readonly AnswerEvent[];
}

/** Passes everything on but text and citations, and those from the first verified citation on. */
export async function* proofFirst<Result>(events: AsyncGenerator<AnswerEvent, Result>): AsyncGenerator<AnswerEvent, ProofFirst<Result>> {
  let held: AnswerEvent[] = [];
  let isProven = false;
  // By hand: `for await` would lose the result.
  for (let next = await events.next(); ; next = await events.next()) {
    if (next.done === true) return { result: next.value, held };
    const event = next.value;
    const isWritten = event.type === 'text-delta' || event.type === 'citation-found';
    if (isProven || !isWritten) yield event;
    else {
      held.push(event);
      if (event.type === 'citation-found' && event.citation.status === 'verified') {
        isProven = true;
        yield* held;
        held = [];
      }
    }
  }
}
