/** A fault in the words of the page, as far as it has any. */
import type { Problem } from '../api/http.ts';
import { status } from '../state/server.ts';
import type { Words } from './en.ts';
import { serverLanguage } from './plan-reason.ts';

/** One sentence for where there is room for no more, and for ears. */
export function faultSentence(problem: Problem, table: Words): string {
  const own = pageFaultText(problem, table);
  if (own !== null) return `${own.detail} ${own.hint}`;
  return [faultName(problem, table), problem.detail, problem.hint].filter(Boolean).join(' ');
}

/** Null where the server's own sentence is in the language of the page, or where the page has no name for the fault. */
export function faultName({ code }: Problem, { language, faultNames }: Words): string | null {
  if (language === serverLanguage) return null;
  return code in faultNames ? faultNames[code as keyof typeof faultNames] : null;
}

/** Faults born in the page have their words in its table alone. */
export function pageFaultText(problem: Problem, { fault, formats }: Words): { readonly detail: string; readonly hint: string } | null {
  switch (problem.code) {
    case 'server-unreachable':
      return { detail: fault.unreachable, hint: fault.unreachableHint };
    case 'answer-cut-off':
      return { detail: fault.cutOff, hint: fault.cutOffHint };
    case 'upload-too-large':
      return { detail: fault.tooLarge(formats.bytes(status.value?.limits.maxUploadBytes ?? 0)), hint: fault.tooLargeHint };
    default:
      return null;
  }
}
