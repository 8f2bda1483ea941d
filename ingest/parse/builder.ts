/** Builds a canonical text and the blocks that are spans into it. Knows no format. */
import { AppError } from '../../core/errors.ts';
import { pictureFileLine } from '../../core/text/picture-line.ts';
import type { Block, CellRange, DocumentImage, PageBox, ParsedDocument, PictureReference, Span } from '../../core/types.ts';
import { type HiddenText, hiddenText, withoutInvisible } from './hidden-text.ts';
import { mostReferences, sourceShown } from './picture-references.ts';
import { mostPicturesBytes, type Picture } from './pictures.ts';

type WithoutSpan<Kind> = Kind extends unknown ? Omit<Kind, 'span'> : never;
/** A block before it has a place: its kind and what belongs to that kind. */
export type BlockShape = WithoutSpan<Block>;

export interface TextBuilder {
  /** Adds a block after a blank line, without the blank space around it; null when it holds nothing but blanks. */
  add(shape: BlockShape, text: string): Span | null;
  /** A picture that stands in the block being written, or before the next one. */
  addPicture(picture: Picture): void;
  /** The same for a picture that is a file of its own, by its address; what is elsewhere, or none, is passed over. */
  addShownFile(address: string): void;
  /** A page, or a whole file, that is a picture without text: a line that says so stands in its place. Null when it is not kept. */
  addPicturePage(line: string, picture: Picture | null): void;
  /** Text that no reader sees: it gets no place, and the document says so. */
  readonly hidden: HiddenText;
  /** The next block begins a new page. */
  startPage(): void;
  /** The text of the first heading, or "" while there is none. */
  firstHeading(): string;
  build(rest: BuilderRest): ParsedDocument;
}

interface BuilderRest {
  readonly title: string;
  readonly boxes?: readonly PageBox[];
  readonly cells?: readonly CellRange[];
  readonly warnings?: readonly string[];
}

const onlyPictures = 'It holds pictures and no text: only a model that sees pictures can read it.';

/** Starts an empty text. `source` is where addresses of other files start from; without it there are none. */
export function textBuilder(source: string | null = null): TextBuilder {
  const parts: string[] = [];
  const blocks: Block[] = [];
  const pageStarts: number[] = [];
  let length = 0;
  let firstHeading = '';
  const images: DocumentImage[] = [];
  const waiting: Picture[] = [];
  const pictureReferences: PictureReference[] = [];
  const waitingFiles: string[] = [];
  const hidden = hiddenText();
  let pictureBytes = 0;
  const place = (span: Span): void => {
    images.push(...waiting.splice(0).map((picture) => ({ ...picture, span })));
    pictureReferences.push(...waitingFiles.splice(0).map((file) => ({ span, source: file })));
  };
  const append = (part: string): void => {
    parts.push(part);
    length += part.length;
  };
  function add(shape: BlockShape, text: string): Span | null {
    const kept = trimBlock(withoutInvisible(text, hidden));
    if (kept === '') return null;
    if (length > 0) append('\n\n');
    const span = { start: length, end: length + kept.length };
    append(kept);
    blocks.push({ ...shape, span });
    place(span);
    if (shape.kind === 'heading' && firstHeading === '') firstHeading = kept;
    return span;
  }
  function addPicture(picture: Picture): void {
    pictureBytes += picture.base64.length * 0.75;
    if (pictureBytes <= mostPicturesBytes) waiting.push(picture);
  }
  return {
    add,
    hidden,
    addPicture,
    addShownFile(address) {
      const file = source === null ? null : sourceShown(address, source);
      if (file !== null && pictureReferences.length + waitingFiles.length < mostReferences) waitingFiles.push(file);
    },
    addPicturePage(line, picture) {
      // A figure that waits stands before this page, not on it.
      const last = blocks.at(-1);
      if (last !== undefined) place(last.span);
      if (picture !== null) addPicture(picture);
      add({ kind: 'picture' }, line);
    },
    startPage() {
      // A page starts after the blank line that will be put before its first block, or it would begin with the page before.
      pageStarts.push(length === 0 ? 0 : length + 2);
    },
    firstHeading: () => firstHeading,
    build(rest) {
      const isOnlyPictures = blocks.length === 0 && waiting.length > 0;
      if (isOnlyPictures) add({ kind: 'picture' }, pictureFileLine);
      const text = parts.join('');
      // What stands after the last block is shown with it.
      const last = blocks.at(-1);
      if (last !== undefined) place(last.span);
      return {
        title: oneLine(rest.title),
        text,
        blocks,
        pageStarts: pageStarts.map((start) => Math.min(start, text.length)),
        boxes: rest.boxes ?? [],
        cells: rest.cells ?? [],
        warnings: [...(rest.warnings ?? []), ...hidden.warnings(), ...(isOnlyPictures ? [onlyPictures] : [])],
        ...(images.length === 0 ? {} : { images }),
        ...(pictureReferences.length === 0 ? {} : { pictureReferences }),
      };
    },
  };
}

/** @throws AppError file-empty when the document holds no text, so that it is reported instead of being found by nobody. */
export function requireText(source: string, document: ParsedDocument): ParsedDocument {
  if (document.text !== '') return document;
  throw new AppError('file-empty', `${source} holds no text`, 'Check that it was saved, or that its content is not only pictures.');
}

/**
 * Text fit to be canonical: well-formed Unicode, `\n` line ends, no NUL or other control characters but tab and line
 * feed, no byte-order mark, blanks at line ends gone.
 */
export function cleanText(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
      .replace(/[\u0000-\u0008\u000e-\u001f\u007f\ufeff]/g, '')
      .split('\n')
      // Not a regular expression: `[ ]+$` is quadratic on a long run of blanks inside a line.
      .map((line) => line.trimEnd())
      .join('\n')
  );
}

/** The first candidate that holds a letter or digit; the last one when none does. */
export function firstTitle(...candidates: readonly string[]): string {
  return candidates.find((title) => /[\p{L}\p{N}]/u.test(title)) ?? candidates.at(-1) ?? '';
}

function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

/** Drops blank lines around a block and blanks at its end; the indentation of its first line stays. */
function trimBlock(text: string): string {
  return text.trimEnd().replace(/^(?:[^\S\n]*\n)+/, '');
}
