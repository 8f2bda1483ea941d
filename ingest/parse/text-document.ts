/** What all text formats share: the decoded file is the canonical text, and a format only finds the spans. */
import { AppError } from '../../core/errors.ts';
import type { FileInput, ParseResult } from '../../core/ports.ts';
import type { Block, CellRange, PictureReference } from '../../core/types.ts';
import { decodeText } from './decode.ts';

export interface TextOutline {
  /** Null when the text names itself nowhere: the file's name then stands in. */
  readonly title: string | null;
  readonly blocks: readonly Block[];
  readonly cells: readonly CellRange[];
  readonly warnings: readonly string[];
  readonly pictureReferences?: readonly PictureReference[];
}

/**
 * Decodes a file and asks the format for its blocks.
 * @throws AppError file-empty when there is nothing but blanks, file-unsupported when it is no text.
 */
export async function parseText(
  file: FileInput,
  outline: (text: string, source: string) => TextOutline | Promise<TextOutline>,
): Promise<ParseResult> {
  const { text, warnings } = await decodeText(file.bytes);
  if (!/\S/.test(text)) {
    throw new AppError('file-empty', `${fileName(file.source)} holds no text`, 'Nothing to do, or check whether it was saved.');
  }
  const found = await outline(text, file.source);
  const { pictureReferences = [] } = found;
  const document = {
    title: found.title ?? fileName(file.source),
    text,
    blocks: found.blocks,
    pageStarts: [],
    boxes: [],
    cells: found.cells,
    warnings: [...warnings, ...found.warnings],
    ...(pictureReferences.length === 0 ? {} : { pictureReferences }),
  };
  return { document, inner: [], refused: [] };
}

/** The last part of a source path. */
export function fileName(source: string): string {
  return source.slice(source.lastIndexOf('/') + 1);
}

/** The last part without its extension, as a title for people: `leave-policy.md` gives `leave-policy`. */
export function nameWithoutExtension(source: string): string {
  const name = fileName(source);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
