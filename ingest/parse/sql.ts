/** SQL: the file is the text; each table, view and type is a definition, other statements are code. */
import type { Parser } from '../../core/ports.ts';
import type { Block, Span } from '../../core/types.ts';
import { readSchema } from '../schema/index.ts';
import { parseText } from './text-document.ts';

/** Statements without a definition share a block up to about one chunk: 150 to 250 tokens of four characters. */
const longestBlock = 900;

/** Schema files and scripts of every dialect. A file of queries is code. */
export const sql: Parser = {
  name: 'sql',
  version: 1,
  extensions: ['.sql', '.ddl', '.pgsql', '.mysql', '.psql', '.tsql', '.plsql', '.pks', '.pkb', '.hql'],
  matches: () => false,
  parse: (file) => parseText(file, (text) => ({ title: null, blocks: sqlBlocks(text), cells: [], warnings: [] })),
};

function sqlBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let group: Span | null = null;
  const flush = (): void => {
    if (group !== null) blocks.push({ kind: 'code', span: group, language: 'sql' });
    group = null;
  };
  for (const { span, definition } of readSchema(text)) {
    if (definition !== null) {
      flush();
      blocks.push({ kind: 'definition', span, definition });
      continue;
    }
    const start: number = (group as Span | null)?.start ?? span.start;
    if (span.end - start > longestBlock) flush();
    group = { start: (group as Span | null)?.start ?? span.start, end: span.end };
  }
  flush();
  return blocks;
}
