/** What can be cited in a text: its sentences, and the lines of code and tables. */
import { sentences } from '../../../core/text/sentences.ts';
import type { Span } from '../../../core/types.ts';

// A "sentence" longer than this with line breaks in it is code or a table: its lines are what can be cited.
const longestSentence = 400;
// Files are wrapped at 72 to 120 characters; a shorter line ends where its writer wanted it to end.
const shortestWrapped = 55;

const ends = /[.!?:;。۔।…|{}()>=]['"”’)\]*_`]*$/u;
// A list item, a heading, a table row, a quotation or a fence begins something of its own; the latter four also end there.
const begins = /^(?:[-*+•>#|~]|```|\d{1,3}[.)]\s)/u;
const standsAlone = /^\s*(?:[>#|~]|```)/u;

export function citableSpans(text: string): readonly Span[] {
  return unwrapped(text, sentences(text, 0, text.length)).flatMap((span) => {
    const isLined = span.end - span.start > longestSentence && !isProse(text.slice(span.start, span.end));
    return isLined ? linesOf(text, span) : [span];
  });
}

/** Joins a sentence whose line was wrapped before a capital letter: "protection against\nDenial of service". */
function unwrapped(text: string, spans: readonly Span[]): readonly Span[] {
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && isWrapped(text, last, span)) joined[joined.length - 1] = { start: last.start, end: span.end };
    else joined.push(span);
  }
  return joined;
}

function isWrapped(text: string, before: Span, after: Span): boolean {
  if (!/^[^\S\n]*\r?\n[^\S\n]{0,8}$/.test(text.slice(before.end, after.start))) return false;
  const line = text.slice(text.lastIndexOf('\n', before.end - 1) + 1, before.end);
  return line.length >= shortestWrapped && !ends.test(line) && !begins.test(text.slice(after.start, after.end)) && !standsAlone.test(line);
}

/** Long sentences exist; they have words and few of the signs that code and tables live on. */
function isProse(sentence: string): boolean {
  const signs = sentence.match(/[|{}();=<>\t]/g)?.length ?? 0;
  return signs < sentence.length / 60 && sentence.split('\n').length <= 12;
}

function linesOf(text: string, span: Span): readonly Span[] {
  return [...text.slice(span.start, span.end).matchAll(/\S(?:[^\n]*\S)?/g)].map((match) => ({
    start: span.start + match.index,
    end: span.start + match.index + match[0].length,
  }));
}
