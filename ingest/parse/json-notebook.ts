/** Jupyter notebooks (nbformat 4): the canonical text is the cells one after another, not the JSON around them. */
import type { FileInput, ParseResult } from '../../core/ports.ts';
import type { Block } from '../../core/types.ts';
import { type TextBuilder, textBuilder } from './builder.ts';
import { decodeText } from './decode.ts';
import { markdownTitle } from './markdown.ts';
import { markdownBlocks } from './markdown-blocks.ts';
import { nameWithoutExtension, parseText, type TextOutline } from './text-document.ts';

/** Reads a notebook; a file that is none is read by `otherwise`, as the JSON that it is. */
export async function parseNotebook(file: FileInput, otherwise: (text: string) => TextOutline): Promise<ParseResult> {
  const { text, warnings } = await decodeText(file.bytes);
  const notebook = readObject(text);
  const cells = notebook === null ? null : notebook.cells;
  if (notebook === null || !Array.isArray(cells)) return parseText(file, otherwise);
  const builder = textBuilder();
  const blocks: Block[] = [];
  for (const cell of cells) addCell(cell, languageOf(notebook), builder, blocks);
  const built = builder.build({ title: '', warnings });
  if (built.text === '') return parseText(file, otherwise);
  const title = markdownTitle(built.text, blocks) ?? nameWithoutExtension(file.source);
  return { document: { ...built, title, blocks }, inner: [], refused: [] };
}

type Fields = Readonly<Record<string, unknown>>;

function readObject(text: string): Fields | null {
  try {
    return fields(JSON.parse(text));
  } catch {
    // Not JSON: the caller then reads it as text, with a warning.
    return null;
  }
}

function fields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** nbformat writes text as one string or as an array of lines. */
function joined(value: unknown): string {
  if (typeof value === 'string') return value.toWellFormed();
  return Array.isArray(value)
    ? value
        .filter((line) => typeof line === 'string')
        .join('')
        .toWellFormed()
    : '';
}

function languageOf(notebook: Fields): string | null {
  const language = fields(fields(notebook.metadata)?.language_info)?.name;
  return typeof language === 'string' ? language : null;
}

function addCell(value: unknown, language: string | null, builder: TextBuilder, blocks: Block[]): void {
  const cell = fields(value);
  if (cell === null) return;
  const source = joined(cell.source);
  const isMarkdown = cell.cell_type === 'markdown';
  const span = builder.add(isMarkdown ? { kind: 'prose' } : { kind: 'code', language }, source);
  if (span !== null && isMarkdown) {
    const kept = source.trimEnd().slice(-(span.end - span.start));
    for (const block of markdownBlocks(kept)) {
      blocks.push({ ...block, span: { start: span.start + block.span.start, end: span.start + block.span.end } });
    }
  } else if (span !== null) blocks.push({ kind: 'code', span, language });
  for (const output of Array.isArray(cell.outputs) ? cell.outputs : []) {
    const text = joined(fields(output)?.text ?? fields(fields(output)?.data)?.['text/plain']);
    const printed = builder.add({ kind: 'code', language: null }, text);
    if (printed !== null) blocks.push({ kind: 'code', span: printed, language: null });
  }
}
