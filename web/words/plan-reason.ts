/** Why a question is read as it is, in the words of the page. The server says it in English; its numbers say it in any language. */
import type { Plan, PlanAlternative } from '../../core/types.ts';
import type { Words } from './en.ts';

/** The language that the server's own sentences are written in. */
export const serverLanguage = 'en';

/** Null where the numbers do not say why: then there is only the server's sentence. */
export function planReason(plan: Plan, words: Words): string | null {
  if (words.language === serverLanguage) return plan.reason;
  const { plan: table } = words;
  if (plan.mode === 'none') return table.nothingToRead;
  if (plan.windowTokens === 0) return plan.mode === 'retrieve' ? table.quotesOnly : null;
  if (plan.mode === 'whole') return table.fits(plan.promptTokens, plan.windowTokens);
  const against = whyNotWhole(plan, words);
  return against === null ? null : `${against} ${table.kinds[plan.kind]}`;
}

/** Why one of the other ways can or cannot be taken. */
export function wayReason(way: PlanAlternative, plan: Plan, words: Words): string {
  if (words.language === serverLanguage) return way.reason;
  const { plan: table } = words;
  if (plan.windowTokens === 0 && !way.possible) return table.quotesOnly;
  if (way.mode !== 'whole') return table.modeMeaning[way.mode];
  return way.possible ? table.fits(way.promptTokens, plan.windowTokens) : (whyNotWhole(plan, words) ?? table.modeMeaning.whole);
}

function whyNotWhole({ alternatives, windowTokens, memory }: Plan, { plan: table }: Words): string | null {
  const whole = alternatives.find(({ mode }) => mode === 'whole');
  if (whole === undefined) return null;
  if (!whole.possible) return table.shortBy(whole.promptTokens, windowTokens);
  if (memory !== null && memory.neededBytes > memory.availableBytes) return table.memoryShort(memory.neededBytes, memory.availableBytes);
  return null;
}
