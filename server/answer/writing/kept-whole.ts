/** Stretches of Markdown in which a bracket is a bracket and a full stop ends nothing: code, links and formulas. */

/** Code that has been opened. Its end is looked for as text comes, so that long code is not held back. */
export type OpenCode = { readonly kind: 'fence' | 'inline'; readonly ticks: string };

export type Beginning =
  /** All of it is there. */
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string; readonly open: OpenCode }
  /** More text is needed to tell. */
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'none' };

const none: Beginning = { kind: 'none' };
const unfinished: Beginning = { kind: 'unfinished' };

/** Where one of them, or a mark, may begin inside a line. */
export const wholeOpeners = '`$\\\\';

// In a quotation or a list a fence stands behind the signs of that.
const lead = String.raw`(?:[ \t]|>|[-*+][ \t]|\d{1,4}[.)][ \t])*`;
const fence = new RegExp(`^${lead}(\`{3,}|~{3,})(?:(?<=~)[^\\n]*|[^\`\\n]*)\\n`);
const fenceBeginning = new RegExp(`^${lead}(?:[-*+]|\\d{1,4}[.)]?|\`{1,2}|~{1,2}|\`{3,}[^\`\\n]*|~{3,}[^\\n]*)?$`);

const lastFence = /(?:^|\n)([ \t>]*)(?:`{3,}|~{3,})[ \t]*$/;

/** Whether a text ends with the line that closes a block. */
export const endsWithFence = (text: string): boolean => lastFence.test(text);

/** What stands before the closing line, so that what belongs to the block stays in the same list or quotation. */
export const indentOfFence = (text: string): string => lastFence.exec(text)?.[1] ?? '';

/** Asked at the beginning of a line: does a block of code begin here? */
export function fenceAt(rest: string, isLast: boolean): Beginning {
  const [text, ticks] = fence.exec(rest) ?? [];
  if (text !== undefined && ticks !== undefined) return { kind: 'code', text, open: { kind: 'fence', ticks } };
  return !isLast && fenceBeginning.test(rest) ? unfinished : none;
}

// A formula or link that is longer is no formula or link; each is held back until it is complete.
const complete: readonly RegExp[] = [
  /^\[[^[\]\n]{1,300}\]\((?:[^()\n]|\([^()\n]*\)){0,500}\)/,
  /^\$\$(?:(?!\$\$|\n\s*\n)[\s\S]){1,500}\$\$/,
  /^\\\((?:(?!\\\)|\n\s*\n)[\s\S]){1,500}\\\)/,
  /^\\\[(?:(?!\\\]|\n\s*\n)[\s\S]){1,500}\\\]/,
];
const incomplete: readonly RegExp[] = [
  /^\[[^[\]\n]{0,300}(?:\](?:\((?:[^()\n]|\([^()\n]*\)?){0,500})?)?$/,
  /^\$\$(?:(?!\$\$|\n\s*\n)[\s\S]){0,500}$/,
  /^\\(?:[([](?:(?!\\[)\]]|\n\s*\n)[\s\S]){0,500})?$/,
];
// Pandoc's rule: no blank inside the signs, no digit behind them. "$5 and $10" is money, so a digit does not follow the first.
const formula = /^\$(?![\s\d$])((?:\\.|[^$\n\\]){0,200}(?:\\.|[^\s$\\]))\$(?!\d)/;
const formulaBeginning = /^\$(?:(?![\s\d$])(?:\\.|[^$\n\\]){0,200}(?:\\|\$)?)?$/;
const longest = 1_200;

/** Asked at one of the openers: does a stretch begin here that stays as it is? */
export function wholeAt(all: string, isLast: boolean): Beginning {
  const rest = all.slice(0, longest);
  const ticks = /^`+/.exec(rest)?.[0];
  if (ticks !== undefined) return ticks === rest && !isLast ? unfinished : { kind: 'code', text: ticks, open: { kind: 'inline', ticks } };
  // What follows the last sign decides whether it ends a formula.
  if (!isLast && formulaBeginning.test(rest)) return unfinished;
  const inLine = formula.exec(rest);
  const isFormula = inLine !== null && (!inLine[1]?.includes('[') || /[\\^_=]/.test(inLine[1]));
  const text = isFormula ? inLine[0] : complete.map((form) => form.exec(rest)?.[0]).find((found) => found !== undefined);
  if (text !== undefined) return { kind: 'whole', text };
  return !isLast && incomplete.some((form) => form.test(rest)) ? unfinished : none;
}

export interface Code {
  readonly text: string;
  /** The code ends with it. */
  readonly ends: boolean;
}

/** The next stretch of open code; null when more text is needed. */
export function codeAt(rest: string, { kind, ticks }: OpenCode, isLineStart: boolean, isLast: boolean): Code | null {
  if (kind === 'inline') return inlineAt(rest, ticks, isLast);
  return (isLineStart ? closingAt(rest, ticks, isLast) : undefined) ?? lineAt(rest, isLineStart && !isLast);
}
function closingAt(rest: string, ticks: string, isLast: boolean): Code | undefined {
  const closing = new RegExp(`^[ \\t>]*${ticks[0]}{${ticks.length},}[ \\t]*(?=\\n|$)`).exec(rest)?.[0];
  return closing === undefined || (closing === rest && !isLast) ? undefined : { text: closing, ends: true };
}

/** A line of a block, or what is there of it. */
function lineAt(rest: string, mayClose: boolean): Code | null {
  if (mayClose && /^[ \t>]*[`~]*[ \t]*$/.test(rest)) return null;
  return { text: rest.slice(0, rest.indexOf('\n') + 1 || rest.length), ends: false };
}

function inlineAt(rest: string, ticks: string, isLast: boolean): Code | null {
  const [run] = /^`+/.exec(rest) ?? [];
  if (run !== undefined) return run === rest && !isLast ? null : { text: run, ends: run === ticks };
  // Code that is never closed was a stray sign: it ends with its paragraph.
  const [gap] = /^\n[^\S\n]*/.exec(rest) ?? [];
  if (gap !== undefined) return gap === rest && !isLast ? null : { text: gap, ends: rest[gap.length] === '\n' };
  return { text: /^[^`\n]+/.exec(rest)?.[0] ?? rest, ends: false };
}
