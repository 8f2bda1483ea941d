/** Plain text, and the light markups that read well as plain text. */
import type { Parser } from '../../core/ports.ts';
import type { Block, Span } from '../../core/types.ts';
import { looksLikeText } from './decode.ts';
import { plainBlocks } from './text-blocks.ts';
import { parseText } from './text-document.ts';
import { linesOf, trimmed } from './text-lines.ts';

/** A title is one short line; the longest titles of scientific papers stay below this. */
const longestTitle = 200;

/** Any text: paragraphs, simple headings, simple lists. The one to take when nothing else fits. */
export const plainText: Parser = {
  name: 'text',
  version: 1,
  extensions: [
    '.txt',
    '.text',
    '.log',
    '.rst',
    '.rest',
    '.adoc',
    '.asciidoc',
    '.asc',
    '.org',
    '.tex',
    '.ltx',
    '.bib',
    '.vtt',
    '.srt',
    '.sub',
    '.me',
    '.nfo',
    '.textile',
    '.mediawiki',
    '.wiki',
    '.pod',
    '.man',
    '.ics',
    '.vcf',
    '.diff',
    '.patch',
    '.po',
    '.pot',
    '.readme',
    '.license',
    '.licence',
    '.copying',
    '.notice',
    '.authors',
    '.contributors',
    '.changelog',
    '.changes',
    '.news',
    '.todo',
    '.install',
    '.version',
    '.maintainers',
  ],
  // Comes last in the registry: whatever is text and nothing better is plain text.
  matches: looksLikeText,
  parse: (file) =>
    parseText(file, (text) => {
      const blocks = plainBlocks(text);
      return { title: plainTitle(text, blocks), blocks, cells: [], warnings: [] };
    }),
};

/** The first line when it stands alone: a heading, or a short line with a blank line and more text below. */
function plainTitle(text: string, blocks: readonly Block[]): string | null {
  const first = blocks[0];
  if (first === undefined || (first.kind !== 'heading' && first.kind !== 'prose')) return null;
  const alone = blocks.length > 1 && first.span.end - first.span.start <= longestTitle && isOneLine(text, first.span);
  if (!alone) return null;
  const span = trimmed(text, first.span);
  const title = text
    .slice(span.start, span.end)
    .replace(/^=+\s+/, '')
    .replace(/^\\\w+\*?\{(.*)\}$/, '$1');
  // Every file of subtitles begins with this word.
  return /[\p{L}\p{N}]/u.test(title) && !title.startsWith('WEBVTT') ? title : null;
}

function isOneLine(text: string, span: Span): boolean {
  const lines = linesOf(text, span.start, span.end);
  lines.next();
  return lines.next().done === true;
}
