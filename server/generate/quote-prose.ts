/** How a sentence is quoted: in one line, and with the list or the example that it announces. */
import type { Span } from '../../core/types.ts';

// What a sentence announces is quoted with it as far as a person reads it at a glance.
const mostItems = 8;

/** The quote with its span: a sentence that ends in a colon takes the list below it along, an item the sentence above it. */
export function proseQuoted(text: string, sentence: Span): { readonly span: Span; readonly text: string } {
  const list = /:[*_]*$/.test(text.slice(sentence.start, sentence.end)) ? listBelow(text, sentence.end) : [];
  const shown = [sentence, ...list].map(({ start, end }) => text.slice(start, end));
  const span = { start: sentence.start, end: list.at(-1)?.end ?? sentence.end };
  if (list.length > 0)
    return { span, text: [`> ${inOneLine(shown[0] ?? '')}`, ...shown.slice(1).map((item) => `> - ${inOneLine(item)}`)].join('\n') };
  const announced = isItem(text, sentence) ? sentenceAbove(text, sentence.start) : null;
  const quoted = inOneLine(text.slice(sentence.start, sentence.end));
  return { span, text: announced === null ? `> ${quoted}` : `> ${inOneLine(announced)}\n> - ${quoted}` };
}

const itemSign = /^[^\S\n]*(?:[-*+•]|\d{1,3}[.)])[^\S\n]+/;

/** The items of a list that begins right below, or below one blank line. */
function listBelow(text: string, end: number): readonly Span[] {
  const items: Span[] = [];
  const gap = /^[^\S\n]*\n(?:[^\S\n]*\n)?/.exec(text.slice(end));
  if (gap === null) return [];
  for (let at = end + gap[0].length; at < text.length && items.length < mostItems; ) {
    const lineEnd = text.indexOf('\n', at);
    const to = lineEnd === -1 ? text.length : lineEnd;
    const line = text.slice(at, to);
    const last = items.at(-1);
    if (itemSign.test(line)) items.push({ start: at + (line.length - line.trimStart().length), end: to });
    // A hanging line goes on with the item above it.
    else if (last !== undefined && /^[^\S\n]+\S/.test(line)) items[items.length - 1] = { start: last.start, end: to };
    else break;
    at = to + 1;
  }
  return items;
}

const isItem = (text: string, { start, end }: Span): boolean => itemSign.test(text.slice(start, end));

/** The line above the list, when it announces one. */
function sentenceAbove(text: string, start: number): string | null {
  const above = text.slice(0, start).split('\n').slice(0, -1);
  while (above.length > 0 && (itemSign.test(above.at(-1) ?? '') || /^\s+\S/.test(above.at(-1) ?? ''))) above.pop();
  if ((above.at(-1) ?? '').trim() === '') above.pop();
  const line = (above.at(-1) ?? '').trim();
  const sentence = /(?:^|[.!?]\s+)([^.!?]+:[*_]*)$/.exec(line)?.[1];
  return sentence === undefined || itemSign.test(line) ? null : sentence;
}

/** Line breaks of the file mean nothing in a quoted sentence; list signs would start a list, and `[7]` would be a mark. */
function inOneLine(sentence: string): string {
  return withoutCommentSigns(sentence)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:[-*+•>#]+|\d{1,3}[.)])\s+/, '')
    .replace(/^\[[ xX]\]\s+/, '')
    .replace(/\[(?=[\d\s,]+\])/g, '\\[');
}

/** A sentence of a comment without what marks its lines as comment. */
function withoutCommentSigns(sentence: string): string {
  const [first = '', ...others] = sentence.split('\n');
  const opened = first.replace(/^\s*(?:\/\*+|\/\/+!?|--)\s+/, '').replace(/\s*\*\/\s*$/, '');
  const sign = others.length > 0 ? /^\s*(\*|\/\/+|--|#)\s/.exec(others[0] ?? '')?.[1] : undefined;
  const isMarked = sign !== undefined && others.every((line) => line.trimStart().startsWith(sign));
  // Without signs in front, `*` and `#` are Markdown's own.
  const rest = isMarked
    ? others.map((line) =>
        line
          .trimStart()
          .slice(sign.length)
          .replace(/\s*\*\/\s*$/, ''),
      )
    : others;
  return [opened, ...rest].join('\n');
}
