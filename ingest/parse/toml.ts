/** TOML and INI: the file is the text; each `[table]` is a section. */
import type { Parser } from '../../core/ports.ts';
import type { Block, Span } from '../../core/types.ts';
import { parseText } from './text-document.ts';
import { isBlank, linesOf, trimmed } from './text-lines.ts';

/** TOML files, read by line. */
export const toml: Parser = sectioned('toml', ['.toml']);

/** INI files and their many cousins, which differ in what a value is, not in what a section is. */
export const ini: Parser = sectioned('ini', [
  '.ini',
  '.cfg',
  '.editorconfig',
  '.gitconfig',
  '.properties',
  '.inf',
  '.reg',
  '.npmrc',
  '.pylintrc',
  '.flake8',
]);

function sectioned(name: string, extensions: readonly string[]): Parser {
  return {
    name,
    version: 1,
    extensions,
    matches: () => false,
    parse: (file) => parseText(file, (text) => ({ title: null, blocks: sectionBlocks(text, name), cells: [], warnings: [] })),
  };
}

/** A heading for each table header, and one code block for what stands under it. */
function sectionBlocks(text: string, language: string): readonly Block[] {
  const blocks: Block[] = [];
  let body: Span | null = null;
  let quotes: string | null = null;
  const flush = (): void => {
    if (body !== null && !isBlank(text, body)) blocks.push({ kind: 'code', span: trimmed(text, body), language });
    body = null;
  };
  for (const line of linesOf(text)) {
    const head = text.slice(line.start, Math.min(line.end, line.start + 400));
    const title: RegExpExecArray | null = quotes === null ? /^\s*(\[\[?[^[\]]+\]\]?)\s*(?:[#;].*)?$/.exec(head) : null;
    if (title === null) {
      body = { start: (body as Span | null)?.start ?? line.start, end: line.end };
      quotes = afterLine(head, quotes);
      continue;
    }
    flush();
    const start = line.start + head.indexOf('[');
    blocks.push({ kind: 'heading', span: { start, end: start + (title[1]?.length ?? 0) }, depth: 1 });
  }
  flush();
  return blocks;
}

/** The long quote that is still open after a line: a `[` inside a text of many lines is no table. */
function afterLine(head: string, open: string | null): string | null {
  if (open !== null) return head.includes(open) ? null : open;
  return ['"""', "'''"].find((quote) => head.split(quote).length % 2 === 0) ?? null;
}
