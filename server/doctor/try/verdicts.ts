/** What the measurements of a trial mean. Pure. */
import { count } from '../../../core/number-words.ts';
import type { TokenCounter } from '../../../core/ports.ts';
import type { ModelDescription } from '../../../core/types.ts';
import type { ReadingLength } from '../../answer/reading/reading-length.ts';
import { bad, doubtful, type Finding, good } from '../finding.ts';
import { asked } from './made-up-text.ts';
import { heldShare, type Rung } from './reuse.ts';

/** Below this many tokens the question and the template are a large part, and a batch is all of it. */
const leastTellingTokens = 1_500;

export function reuseVerdict({ id }: ModelDescription, rungs: readonly Rung[]): readonly Finding[] {
  const telling = rungs.filter(({ promptTokens, isTelling }) => isTelling && promptTokens >= leastTellingTokens);
  const [first] = telling;
  const last = telling.at(-1);
  if (first === undefined || last === undefined) {
    const message = `${id} reads too little, or too quickly, to see whether documents are read once or each time.`;
    return [doubtful('model', message, 'Nothing needs to be done; a larger window would tell.')];
  }
  const lost = telling.find(({ reusedShare }) => reusedShare < heldShare);
  if (lost === undefined) {
    const shares = `${percent(last.reusedShare)} of ${count(last.promptTokens)} tokens`;
    return [good('model', `${id} reads documents once: of the second question, ${shares} were held.`)];
  }
  const remedy =
    'Update the model server (Ollama 0.30 or later), pin its batch size, or ask in mode retrieve; a shorter prompt costs less.';
  if (lost === first) {
    return [bad('model', `${id} reads all documents again for every question: ${percent(first.reusedShare)} were held.`, remedy)];
  }
  const before = telling.findLast(({ promptTokens, reusedShare }) => promptTokens < lost.promptTokens && reusedShare >= heldShare);
  const until = before === undefined ? '' : ` up to ${count(before.promptTokens)} tokens, but`;
  const message = `${id} reads documents once${until} at ${count(lost.promptTokens)} all of them again (${percent(lost.reusedShare)} held).`;
  return [bad('model', message, remedy)];
}

export function equalVerdict({ id }: ModelDescription, rungs: readonly Rung[]): readonly Finding[] {
  const differing = rungs.filter(({ coldEqualsWarm }) => !coldEqualsWarm);
  if (rungs.length === 0) return [];
  if (differing.length === 0) return [good('model', `${id} answers the same, whether it has just read the documents or held them.`)];
  const where = differing.map(({ promptTokens }) => count(promptTokens)).join(', ');
  const message = `${id} answers otherwise when it held the documents (at ${where} tokens).`;
  return [
    doubtful('model', message, 'Rounding may do that to close choices; if answers are wrong too, turn the prefix cache of the server off.'),
  ];
}

/** The code word stands at the beginning of each document. */
export function beginningVerdict({ id }: ModelDescription, rungs: readonly Rung[]): readonly Finding[] {
  const missed = rungs.filter(({ cold }) => !cold.text.toUpperCase().includes(asked.head.word));
  if (rungs.length === 0) return [];
  if (missed.length === 0) return [good('model', `${id} finds a fact at the very beginning of all lengths tried.`)];
  const where = missed.map(({ promptTokens }) => count(promptTokens)).join(', ');
  const message = `${id} did not give the code word from the beginning of ${where} tokens.`;
  return [
    doubtful(
      'model',
      message,
      'A small model may just fail at it; a larger one that does gets other words than were sent: look at the log of its server.',
    ),
  ];
}

/** Up to which length the model finds what stands anywhere in a prompt; the planner takes it from here. */
export function lengthVerdict({ id }: ModelDescription, length: ReadingLength | null, rungs: readonly Rung[]): readonly Finding[] {
  const [shortest] = rungs;
  if (shortest === undefined) return [];
  if (length === null) {
    const found = `${shortest.factsFound} of ${shortest.factsAsked}`;
    const message = `${id} found ${found} facts in only ${count(shortest.promptTokens)} tokens, so nothing can be said about longer prompts.`;
    return [doubtful('model', message, 'Choose a larger model, or one that was made to follow instructions.')];
  }
  const { foundTokens, lostTokens } = length;
  if (lostTokens === null) return [good('model', `${id} finds facts anywhere in ${count(foundTokens)} tokens, the longest tried.`)];
  const message = `${id} finds facts anywhere in ${count(foundTokens)} tokens, but loses some in ${count(lostTokens)}.`;
  return [doubtful('model', message, 'Longer collections are not read whole from now on, unless you ask for it.')];
}

/** Our count against that of the server. Fewer is a fault of its own (prompt-cut). */
export function countVerdict({ id }: ModelDescription, rungs: readonly Rung[], counter: TokenCounter): readonly Finding[] {
  const counts = rungs.map(({ cold }) => cold.usage.promptTokens);
  const told = counts.filter((count) => count !== null);
  if (rungs.length === 0) return [];
  if (told.length < counts.length) {
    return [
      doubtful('model', `${id} does not say how many tokens it read, so a cut prompt could not be seen afterwards.`, 'Update its server.'),
    ];
  }
  const more = rungs.find(({ cold }) => (cold.usage.promptTokens ?? 0) > cold.sentTokens);
  if (more === undefined) return [good('model', `${id} counts as we do (${counter.countedBy}).`)];
  const message = `${id} counts ${count(more.cold.usage.promptTokens ?? 0)} tokens where we count ${count(more.cold.sentTokens)} (${counter.countedBy}).`;
  return [doubtful('model', message, 'Old versions of Ollama count runs of newlines so; else set CARREL_CONTEXT_TOKENS a tenth lower.')];
}

export function windowVerdict(planned: ModelDescription, real: ModelDescription | null): readonly Finding[] {
  if (real === null || real.contextTokens >= planned.contextTokens) return [];
  const message = `${planned.id} was asked for a window of ${count(planned.contextTokens)} tokens and got ${count(real.contextTokens)}.`;
  return [doubtful('model', message, 'Free memory, or set OLLAMA_KV_CACHE_TYPE=q8_0; questions are planned for the real window.')];
}
const percent = (share: number): string => `${Math.round(share * 100)} %`;
