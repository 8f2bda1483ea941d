/** Learns a document's type from all its lines: body size and face, leading, heading sizes, and the words it uses. */
import type { DocumentType } from './pdf-blocks.ts';
import type { TextLine } from './pdf-lines.ts';

export interface OutlineEntry {
  readonly title: string;
  readonly depth: number;
}

/** Type this much larger than the body is a heading. */
const headingRatio = 1.14;
/** Usual leading when a document is too short to tell; typographers' 120 %. */
const usualLeading = 1.2;
const deepest = 6;

/** Learns from the lines of all pages and from the outline (bookmarks). */
export function learnType(pages: readonly (readonly TextLine[])[], outline: readonly OutlineEntry[]): DocumentType {
  const lines = pages.flat();
  const bodySize = mostUsed(lines, (line) => half(line.size)) ?? 0;
  const bodyFont = mostUsed(lines, (line) => line.font) ?? '';
  const sizes = [...new Set(lines.map((line) => half(line.size)))].filter((size) => size >= bodySize * headingRatio).sort((a, b) => b - a);
  const titles = new Map(outline.map(({ title, depth }) => [titleKey(title), Math.min(depth, deepest)]));
  const words = wordsOf(lines);
  return {
    bodySize,
    bodyFont,
    leading: usualLeadingOf(pages),
    depthOfSize(size) {
      const rank = sizes.indexOf(half(size));
      return rank === -1 ? null : Math.min(rank + 1, deepest);
    },
    depthOfTitle: (text) => (titles.size === 0 ? null : (titles.get(titleKey(text)) ?? null)),
    hasWord: (word) => words().has(word),
  };
}

function half(size: number): number {
  return Math.round(size * 2) / 2;
}

/** The value that covers the most characters. */
function mostUsed<Value>(lines: readonly TextLine[], featureOf: (line: TextLine) => Value): Value | undefined {
  const characters = new Map<Value, number>();
  for (const line of lines) characters.set(featureOf(line), (characters.get(featureOf(line)) ?? 0) + line.text.length);
  return [...characters].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** The median distance of neighbouring baselines in shares of the type size; distances beyond three sizes are gaps, not leading. */
function usualLeadingOf(pages: readonly (readonly TextLine[])[]): number {
  const steps: number[] = [];
  for (const lines of pages) {
    for (const [index, line] of lines.entries()) {
      const previous = lines[index - 1];
      if (previous === undefined || previous.angle !== line.angle) continue;
      const step = (line.across - previous.across) / Math.max(line.size, 1);
      if (step > 0.8 && step < 3) steps.push(step);
    }
  }
  steps.sort((a, b) => a - b);
  return steps.length < 4 ? usualLeading : (steps[Math.floor(steps.length / 2)] ?? usualLeading);
}

/** Bookmarks and headings differ in blanks, case and numbering. */
function titleKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^\s*(?:chapter|section|appendix)?\s*[\d.]+\s*/u, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Collected only when the first broken word asks. Words at line ends are left out: they may be broken themselves. */
function wordsOf(lines: readonly TextLine[]): () => ReadonlySet<string> {
  let words: Set<string> | null = null;
  return () => {
    if (words !== null) return words;
    words = new Set();
    for (const line of lines) {
      const inner = line.text.replace(/\S+$/, '').toLowerCase();
      for (const word of inner.match(/\p{L}+(?:-\p{L}+)*/gu) ?? []) words.add(word);
    }
    return words;
  };
}
