/** Headings, paragraphs and lists of text without markup. Prefers to miss a heading than to invent one. */
import type { Block, Span } from '../../core/types.ts';
import { isBlank, linesOf, trimmed } from './text-lines.ts';

/** A heading of plain text is a short line; longer ones are sentences. */
const longestHeading = 100;

/** Paragraphs between blank lines, with the headings that stand alone or are underlined. */
export function plainBlocks(text: string): readonly Block[] {
  const underlines: string[] = [];
  return [...paragraphs(text)].flatMap((lines) => paragraphBlocks(text, lines, underlines));
}

function* paragraphs(text: string): Generator<readonly Span[]> {
  let lines: Span[] = [];
  for (const line of linesOf(text)) {
    if (!isBlank(text, line)) {
      lines.push(line);
      continue;
    }
    if (lines.length > 0) yield lines;
    lines = [];
  }
  if (lines.length > 0) yield lines;
}

function paragraphBlocks(text: string, lines: readonly Span[], underlines: string[]): readonly Block[] {
  const first = lines[0];
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return [];
  const heading = underlined(text, lines, underlines) ?? marked(text, lines) ?? alone(text, lines);
  if (heading !== null) {
    const rest = lines.slice(heading.lines);
    return [{ kind: 'heading', span: heading.span, depth: heading.depth }, ...paragraphBlocks(text, rest, underlines)];
  }
  const kind = /^\s*(?:[-*+•–]|\(?\d{1,3}[.)])\s/.test(head(text, first)) ? 'list' : 'prose';
  return [{ kind, span: trimmed(text, { start: first.start, end: last.end }) }];
}

interface Heading {
  readonly span: Span;
  readonly depth: number;
  /** Lines of the paragraph that it takes. */
  readonly lines: number;
}

/** reStructuredText: the first underline character seen is the highest level; an overline belongs to it. */
function underlined(text: string, lines: readonly Span[], underlines: string[]): Heading | null {
  const overline = lines[0] !== undefined && ruleCharacter(text, lines[0]) !== null && lines.length > 2 ? 1 : 0;
  const title = lines[overline];
  const under = lines[overline + 1];
  if (title === undefined || under === undefined || title.end - title.start > longestHeading) return null;
  const character = ruleCharacter(text, under);
  if (character === null || ruleCharacter(text, title) !== null) return null;
  // A rule much shorter than its title is a separator, not an underline; wide characters make titles look longer than they count.
  if ((under.end - under.start) * 2 < title.end - title.start) return null;
  const style = overline === 1 ? `${character}${character}` : character;
  if (!underlines.includes(style)) underlines.push(style);
  return { span: trimmed(text, title), depth: Math.min(6, underlines.indexOf(style) + 1), lines: overline + 2 };
}

function ruleCharacter(text: string, line: Span): string | null {
  if (line.end - line.start > 400) return null;
  const rule = /^([=\-~^"'#*+`])\1{2,}\s*$/.exec(text.slice(line.start, line.end));
  return rule?.[1] ?? null;
}

/** Marks of AsciiDoc and LaTeX that mean nothing else in plain text. */
function marked(text: string, lines: readonly Span[]): Heading | null {
  const line = lines[0];
  if (line === undefined || line.end - line.start > longestHeading * 2) return null;
  const content = text.slice(line.start, line.end);
  const asciidoc = /^(={1,6}) \S/.exec(content);
  if (asciidoc !== null) return { span: trimmed(text, line), depth: asciidoc[1]?.length ?? 1, lines: 1 };
  const latex = /^\s*\\(part|chapter|section|subsection|subsubsection)\*?\{/.exec(content);
  if (latex === null) return null;
  const depth = ['part', 'chapter', 'section', 'subsection', 'subsubsection'].indexOf(latex[1] ?? '') + 1;
  return { span: trimmed(text, line), depth, lines: 1 };
}

const chapter =
  /^(?:chapter|section|article|part|appendix|annex|kapitel|abschnitt|artikel|chapitre|capítulo|باب|فصل|دفعہ)\s+[\p{N}A-Z]+\b/iu;
const numbered = /^(\d{1,3}(?:\.\d{1,3})*)\.?\s+\p{L}/u;

/** A line with blank lines around it: numbered, a named chapter, or capitals only. */
function alone(text: string, lines: readonly Span[]): Heading | null {
  const line = lines[0];
  if (line === undefined || lines.length > 1 || line.end - line.start > longestHeading) return null;
  const span = trimmed(text, line);
  const content = text.slice(span.start, span.end);
  if (/[.,;:!?۔،。]$/.test(content)) return null;
  const number = numbered.exec(content);
  if (number !== null) return { span, depth: Math.min(6, (number[1] ?? '').split('.').length), lines: 1 };
  if (chapter.test(content) || isShouted(content)) return { span, depth: 1, lines: 1 };
  return null;
}

function isShouted(content: string): boolean {
  const letters = content.match(/\p{Lu}/gu)?.length ?? 0;
  // Four capitals: "OK", "TODO" excepted by the rule of two words or six letters.
  return letters >= 4 && !/\p{Ll}/u.test(content) && (letters >= 6 || /\p{Lu}\s+\p{Lu}/u.test(content)) && !/[{}<>=|\\]/.test(content);
}

function head(text: string, line: Span): string {
  return text.slice(line.start, Math.min(line.end, line.start + longestHeading));
}
