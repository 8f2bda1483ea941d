/** Why a question is read as it is, in the words of the page: the server names what decided, and its numbers. */
import type { Plan, PlanAlternative } from '../../core/types.ts';
import type { Words } from './en.ts';

/** The language that the server's own sentences are written in. */
export const serverLanguage = 'en';

/** Null where the plan does not tell what decided: then there is only the server's sentence. */
export function planReason(plan: Plan, words: Words): string | null {
  const { plan: table } = words;
  const decided = cause(plan, words);
  if (decided === null) return null;
  const isAboutTheQuestion = plan.mode !== 'whole' && plan.mode !== 'none' && plan.windowTokens > 0 && plan.why.cause !== 'rows';
  if (!isAboutTheQuestion) return decided;
  const isPartOfAll = plan.kind === 'complete' && plan.mode === 'sections';
  const kind = plan.kind === 'look-up' ? '' : table.kinds[plan.kind];
  return [decided, kind, isPartOfAll ? table.missed : ''].filter(Boolean).join(' ');
}

function cause(plan: Plan, { plan: table }: Words): string | null {
  const { why, windowTokens, memory } = plan;
  const figure = why.figure ?? 0;
  switch (why.cause) {
    case 'nothing-to-read':
      return table.nothingToRead;
    case 'no-model':
      return table.quotesOnly;
    case 'asked-for':
      return table.askedFor;
    case 'everything-fits':
      return table.fits(plan.promptTokens, windowTokens);
    case 'window-too-small':
      return table.shortBy(neededForAll(plan), windowTokens);
    case 'reads-less-well':
      return table.readsWell(figure, neededForAll(plan));
    case 'memory-too-small':
      return memory === null ? null : table.memoryShort(memory.neededBytes, memory.availableBytes);
    case 'too-slow':
      return table.tooSlow(figure);
    case 'not-in-passages':
      return table.notInPassages;
    case 'not-in-sections':
      return table.notInSections;
    case 'rows':
      return table.rows(figure);
    case 'untold':
      return null;
  }
}

/** What the whole collection would take of the window. */
const neededForAll = ({ alternatives, collectionTokens }: Plan): number =>
  alternatives.find(({ mode }) => mode === 'whole')?.promptTokens ?? collectionTokens;

/** Why one of the other ways can or cannot be taken. */
export function wayReason(way: PlanAlternative, plan: Plan, words: Words): string {
  const { plan: table } = words;
  if (plan.windowTokens === 0 && !way.possible) return table.quotesOnly;
  if (way.mode !== 'whole') return table.modeMeaning[way.mode];
  if (!way.possible) return table.shortBy(way.promptTokens, plan.windowTokens);
  const isAgainst = plan.why.cause === 'memory-too-small' || plan.why.cause === 'too-slow' || plan.why.cause === 'reads-less-well';
  return (isAgainst ? cause(plan, words) : null) ?? table.fits(way.promptTokens, plan.windowTokens);
}
