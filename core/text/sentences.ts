/** Cuts prose into sentences that tile it, blanks between them left out. */
import type { Span } from '../types.ts';

// Intl.Segmenter ends a sentence after these; a person does not. Without the dot, lower case.
const abbreviations: ReadonlySet<string> = new Set(
  `dr mr mrs ms prof rev hon sr jr st gen col sgt capt lt gov sen rep dept univ assn inc ltd co corp jan feb mar apr jun jul aug sep
sept oct nov dec mon tue wed thu fri sat fig figs eq no nos nr vol pp p pg ch sec art al vs etc eg ie e.g i.e cf ca approx est ed eds
resp incl excl max min avg tel ext abs cl op cit z.b d.h u.a bzw ca abb vgl str hr fr bspw evtl ggf usw av j.-c mme mlle m
sra srta ud uds pág núm dott sig ing avv`.split(/\s+/),
);
const lastWord = /([\p{L}\p{M}][\p{L}\p{M}.-]*)\.['"”’)\]]*\s*$/u;
const startsLow = /^['"“‘([]*\p{Ll}/u;
const initials = /^(\p{Lu}\.)*\p{Lu}$/u;
const paragraphBreak = /\n[^\S\n]*\n+|\r\n[^\S\n]*\r\n+/g;
// Intl.Segmenter knows ۔ and । and 。 already; it does not end at the Urdu full stop without a blank after it.
const tightStop = /[۔।。！？]/;
// A longer "paragraph" is a table or minified text; sentences mean nothing there and the segmenter is slow.
const longestParagraph = 20_000;

let segmenter: Intl.Segmenter | null = null;

/** Sentences of `text` between two offsets, in order; never across a blank line. */
export function sentences(text: string, start: number, end: number): readonly Span[] {
  const spans: Span[] = [];
  for (const paragraph of paragraphs(text, start, end)) {
    for (let from = paragraph.start; from < paragraph.end; from += longestParagraph) {
      spans.push(...sentencesOfParagraph(text, from, Math.min(from + longestParagraph, paragraph.end)));
    }
  }
  return spans;
}

function paragraphs(text: string, start: number, end: number): readonly Span[] {
  const found: Span[] = [];
  let from = start;
  for (const gap of text.slice(start, end).matchAll(paragraphBreak)) {
    found.push({ start: from, end: start + gap.index });
    from = start + gap.index + gap[0].length;
  }
  found.push({ start: from, end });
  return found;
}

function sentencesOfParagraph(text: string, start: number, end: number): readonly Span[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' });
  const spans: Span[] = [];
  let from = start;
  for (const part of segmenter.segment(text.slice(start, end))) {
    const to = start + part.index + part.segment.length;
    const following = text.slice(to, Math.min(to + 8, end));
    if (to < end && continues(text.slice(from, to), following)) continue;
    spans.push(...tight(text, from, to));
    from = to;
  }
  return spans.map((span) => trimmed(text, span)).filter((span) => span.end > span.start);
}

/** True when what looks like the end of a sentence is the dot of an abbreviation, an initial or a number. */
function continues(sentence: string, following: string): boolean {
  if (sentence.trim() === '') return true;
  // A line break inside a paragraph is how the file was wrapped, unless a list item or a new line of a table follows.
  if (/\n\s*$/.test(sentence) && !/[.!?。۔।…:;]['"”’)\]]*\s*$/.test(sentence)) return startsLow.test(following);
  if (startsLow.test(following) && /[.!?]['"”’)\]]*\s*$/.test(sentence)) return true;
  const word = lastWord.exec(sentence)?.[1];
  if (word === undefined) return /\d\.$/.test(sentence) && /^\d/.test(following);
  return abbreviations.has(word.toLowerCase()) || initials.test(word);
}

function tight(text: string, start: number, end: number): readonly Span[] {
  const spans: Span[] = [];
  let from = start;
  for (let index = start; index < end - 1; index += 1) {
    if (!tightStop.test(text[index] ?? '') || tightStop.test(text[index + 1] ?? '') || /[”’」』）)"']/.test(text[index + 1] ?? ''))
      continue;
    spans.push({ start: from, end: index + 1 });
    from = index + 1;
  }
  spans.push({ start: from, end });
  return spans;
}

function trimmed(text: string, span: Span): Span {
  let { start, end } = span;
  while (start < end && /\s/.test(text[start] ?? '')) start += 1;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end -= 1;
  return { start, end };
}
