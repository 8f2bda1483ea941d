/** PDF by pdf-parse, which is pdf.js: text in reading order, pages, boxes for marking, attachments. Renders nothing. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';
import { AppError } from '../../core/errors.ts';
import type { FileInput, InnerFile, ParseResult, Parser } from '../../core/ports.ts';
import { picturePageLine } from '../../core/text/picture-line.ts';
import type { PageBox, ParsedDocument } from '../../core/types.ts';
import { firstTitle, textBuilder } from './builder.ts';
import { looksLikeText } from './decode.ts';
import { distinctNames, tidyPath } from './inner-name.ts';
import { blocksOf } from './pdf-blocks.ts';
import { readAttachments, readFields, readOutline, readTitle } from './pdf-extras.ts';
import { placeItems } from './pdf-items.ts';
import { withLigatures } from './pdf-ligatures.ts';
import { linesOf, type TextLine } from './pdf-lines.ts';
import { type PlacedPicture, pictureReader, picturesByBlock, type ScannedPage } from './pdf-pictures.ts';
import { containRejections } from './pdf-rejections.ts';
import { learnType } from './pdf-type.ts';
import { nameWithoutExtension } from './text-document.ts';

/** Adobe's implementation notes (PDF 32000-1, annex H.3): readers accept a header within the first 1024 bytes. */
const headerWithin = 1024;

/** pdf.js would take ligatures apart before it reverses right-to-left text, and so reverse them too. */
const asWritten = { disableNormalization: true };

export const pdf: Parser = {
  name: 'pdf',
  version: 3,
  extensions: ['.pdf'],
  // A text that speaks of PDF, a test or a shell script, has the header somewhere too: before a real one lie bytes, if anything.
  matches: (head) => beginsLikePdf(head) || (hasHeader(head) && !looksLikeText(head)),
  async parse(file) {
    const { result, contained } = await containRejections(() => readPdf(file));
    if (contained === 0 || result.document === null) return result;
    const warning = 'The file is damaged in places; some of its content may be missing.';
    return { ...result, document: { ...result.document, warnings: [...result.document.warnings, warning] } };
  },
};

function beginsLikePdf(head: Uint8Array): boolean {
  return /^(?:\xef\xbb\xbf)?\s*%PDF-\d/.test(Buffer.from(head.subarray(0, headerWithin)).toString('latin1'));
}

function hasHeader(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, headerWithin)).includes('%PDF-');
}

async function readPdf(file: FileInput): Promise<ParseResult> {
  const { PDFParse } = await import('pdf-parse');
  // pdf.js takes the bytes for its own and empties the array it is given.
  const parser = new PDFParse({ ...resources(), data: file.bytes.slice(), verbosity: 0, enableXfa: true, stopAtErrors: false });
  try {
    // pdf-parse keeps its document private, but its public getText gives no places.
    const document = await (parser as unknown as { load(): Promise<PDFDocumentProxy> }).load();
    return { document: await readDocument(file.source, document), inner: attached(await readAttachments(document)), refused: [] };
  } catch (cause) {
    throw fault(file, cause);
  } finally {
    await parser.destroy();
  }
}

/** A page as it was read: `scan` where it has no words, `figures` where it has some. */
interface ReadPage {
  readonly lines: readonly TextLine[];
  /** What was filled in. */
  readonly fields: readonly string[];
  readonly figures: readonly PlacedPicture[];
  readonly scan: ScannedPage | 'unreadable' | null;
}

async function readDocument(source: string, document: PDFDocumentProxy): Promise<ParsedDocument> {
  const pages = await readPages(document, await readFields(document));
  const warnings = warningsFor(source, pages);
  const type = learnType(
    pages.map(({ lines }) => lines),
    await readOutline(document),
  );
  const builder = textBuilder();
  const boxes: PageBox[] = [];
  for (const [index, { lines, fields, figures, scan }] of pages.entries()) {
    builder.startPage();
    const blocks = blocksOf(lines, type);
    const standing = picturesByBlock(figures, blocks);
    for (const block of blocks) {
      for (const picture of standing.get(block) ?? []) builder.addPicture(picture);
      const span = builder.add(block.shape, block.text);
      if (span === null) continue;
      for (const { start, end, ...rectangle } of block.boxes) {
        boxes.push({ span: { start: span.start + start, end: Math.min(span.start + end, span.end) }, page: index + 1, ...rectangle });
      }
    }
    for (const picture of standing.get(null) ?? []) builder.addPicture(picture);
    builder.add({ kind: 'list' }, fields.join('\n'));
    if (isPicture(scan)) builder.addPicturePage(picturePageLine(index + 1), scan.picture);
  }
  const title = firstTitle(await readTitle(document), builder.firstHeading(), nameWithoutExtension(source));
  return builder.build({ title, boxes, warnings });
}

const isPicture = (scan: ReadPage['scan']): scan is Exclude<ScannedPage, 'blank'> => typeof scan === 'object' && scan !== null;

async function readPages(document: PDFDocumentProxy, fields: ReadonlyMap<number, readonly string[]>): Promise<readonly ReadPage[]> {
  const pages: ReadPage[] = [];
  const reader = pictureReader();
  for (let number = 1; number <= document.numPages; number += 1) {
    const filledIn = fields.get(number) ?? [];
    try {
      const page = await document.getPage(number);
      const items = placeItems(await page.getTextContent(asWritten), page.getViewport({ scale: 1 }).transform);
      const lines = linesOf(await withLigatures(page, items));
      const hasText = lines.length + filledIn.length > 0;
      const figures = hasText ? await reader.figuresOn(page) : [];
      pages.push({ lines, fields: filledIn, figures, scan: hasText ? null : await reader.scanOn(page) });
      page.cleanup();
    } catch {
      // One damaged page must not cost the others; it is named in the warnings.
      pages.push({ lines: [], fields: filledIn, figures: [], scan: 'unreadable' });
    }
  }
  return pages;
}

/** @throws AppError file-empty when no page holds text or a picture, file-damaged when no page could be read. */
function warningsFor(source: string, pages: readonly ReadPage[]): readonly string[] {
  const total = pages.length;
  const numbers = (isMeant: (page: ReadPage) => boolean): readonly number[] =>
    pages.flatMap((page, index) => (isMeant(page) ? [index + 1] : []));
  const unreadable = numbers(({ scan }) => scan === 'unreadable');
  const blank = numbers(({ scan }) => scan === 'blank');
  const scanned = numbers(({ scan }) => isPicture(scan));
  const lost = numbers(({ scan }) => isPicture(scan) && scan.picture === null);
  if (unreadable.length === total) throw damaged(source);
  if (blank.length + unreadable.length === total) {
    const what = total === 1 ? 'its only page is' : `its ${total} pages are`;
    throw new AppError(
      'file-empty',
      `${source} holds no text: ${what} blank, or drawn in lines`,
      'Run text recognition (OCR) on it and add the result.',
    );
  }
  return [
    ...told(scanned, total, 'a picture without text', 'pictures without text', ': only a model that sees pictures can read that'),
    ...told(
      lost,
      total,
      'not kept as a picture',
      'not kept as pictures',
      ', so no model can read that either: the file is too long, or damaged',
    ),
    ...told(blank, total, 'without text and pictures', 'without text and pictures', ''),
    ...(unreadable.length === 0
      ? []
      : [`${unreadable.length} of ${total} pages could not be read: ${unreadable.slice(0, mostNamed).join(', ')}.`]),
    ...strangeLetters(pages),
  ];
}

// A warning stays one line.
const mostNamed = 10;

function told(pages: readonly number[], total: number, one: string, many: string, what: string): readonly string[] {
  if (pages.length === 0) return [];
  const named = `${pages.slice(0, mostNamed).join(', ')}${pages.length > mostNamed ? ', …' : ''}`;
  const are = pages.length === 1 ? `is ${one}` : `are ${many}`;
  return [`${pages.length} of ${total} ${total === 1 ? 'page' : 'pages'} (${named}) ${are}${what}.`];
}

function strangeLetters(pages: readonly ReadPage[]): readonly string[] {
  const text = pages.flatMap(({ lines }) => lines.map((line) => line.text)).join('');
  const strange = text.match(/[\ue000-\uf8ff\ufffd]/g)?.length ?? 0;
  // One in ten: symbol fonts give single strange characters, a font without a Unicode table gives nothing else.
  return strange * 10 > text.length ? ['Many letters have no Unicode value in this file: its text may be unreadable.'] : [];
}

function attached(files: readonly InnerFile[]): readonly InnerFile[] {
  const distinct = distinctNames();
  return files.map(({ name, bytes }, index) => ({ name: distinct(tidyPath(name).split('/').at(-1) || `attachment-${index + 1}`), bytes }));
}

function fault({ source, bytes }: FileInput, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  if (cause instanceof Error && cause.name === 'PasswordException') {
    return new AppError('file-encrypted', `${source} is protected by a password`, 'Save it without a password and add it again.', cause);
  }
  if (!hasHeader(bytes)) {
    return new AppError('file-damaged', `${source} is not a PDF, although it is named like one`, 'Give it its true ending.', cause);
  }
  return damaged(source, cause);
}

function damaged(source: string, cause?: unknown): AppError {
  return new AppError('file-damaged', `${source} is a damaged PDF`, 'Open it in a PDF viewer and save or print it as a new PDF.', cause);
}

/** Files that pdf.js reads for some fonts and pictures; without them text in Chinese, Japanese and Korean fonts is lost. */
function resources() {
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const inside = (name: string): string => `${join(folder, name)}/`;
  return {
    cMapUrl: inside('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: inside('standard_fonts'),
    wasmUrl: inside('wasm'),
    iccUrl: inside('iccs'),
  };
}
