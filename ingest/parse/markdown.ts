/** Markdown: the file is the text, its structure is found in markdown-blocks.ts. */
import type { Parser } from '../../core/ports.ts';
import type { Block } from '../../core/types.ts';
import { markdownBlocks } from './markdown-blocks.ts';
import { markdownPictures } from './picture-references.ts';
import { nameWithoutExtension, parseText } from './text-document.ts';

/** Headings, prose, lists, tables and code, each a span of the file itself. */
export const markdown: Parser = {
  name: 'markdown',
  version: 2,
  extensions: ['.md', '.markdown', '.mdx', '.mdown', '.mkd', '.mkdn', '.mdwn', '.qmd', '.rmd'],
  matches: () => false,
  parse: (file) =>
    parseText(file, (text, source) => {
      const blocks = markdownBlocks(text);
      const pictureReferences = markdownPictures(text, blocks, source);
      return { title: markdownTitle(text, blocks) ?? nameWithoutExtension(source), blocks, cells: [], warnings: [], pictureReferences };
    }),
};

/** The front matter's title, else the first heading of the highest level that says something. */
export function markdownTitle(text: string, blocks: readonly Block[]): string | null {
  const [first] = blocks;
  if (first?.kind === 'code' && first.span.start === 0 && /^(?:---|\+\+\+)/.test(text)) {
    const title = /^title\s*[:=]\s*(["']?)(.+?)\1[ \t]*\r?$/im.exec(text.slice(0, first.span.end))?.[2];
    if (title !== undefined) return title;
  }
  const headings = blocks.filter((block) => block.kind === 'heading');
  const highest = headings.reduce((least, heading) => Math.min(least, heading.depth), 6);
  for (const heading of headings) {
    const title = heading.depth === highest ? headingText(text.slice(heading.span.start, heading.span.end)) : '';
    if (title !== '') return title;
  }
  return null;
}

/** A heading as a person reads it: without marks, links, images and tags. */
function headingText(markup: string): string {
  return markup
    .slice(0, 500)
    .replace(/^\s*#{1,6}(?:\s+|$)/, '')
    .replace(/\s+#+\s*$|\s*\{[#.][^{}]*\}\s*$/g, '')
    .replace(/!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])/g, '')
    .replace(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/<[^<>]*>/g, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/(\*\*|__|~~|`+|\*)(?=\S)(.*?)\1/g, '$2')
    .trim();
}
