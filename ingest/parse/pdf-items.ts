/** Places the text items of a PDF page: upright coordinates, clean text. Knows pdf.js's item shape, no lines or blocks. */
import type { TextContent, TextItem } from 'pdfjs-dist/types/src/display/api.js';
import { multiply } from './pdf-matrix.ts';

/**
 * A piece of text on its own baseline. `along` runs in writing direction, `across` goes down the lines, both in PDF points
 * and turned so that the text is horizontal; `angle` is what they were turned by, in degrees.
 */
export interface PlacedText {
  readonly text: string;
  readonly along: number;
  /** The baseline. */
  readonly across: number;
  readonly width: number;
  readonly size: number;
  readonly font: string;
  readonly angle: number;
}

/** A rectangle on the page as it is shown, origin at the top left. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Fonts reach about this far above and below the baseline, in shares of their size; their own figures are often wrong. */
const ascent = 0.8;
const descent = 0.22;

/** Items in the order of the page's content, blanks among them; doubled glyphs (a cheap bold) are left out. */
export function placeItems(content: TextContent, viewportTransform: readonly number[]): readonly PlacedText[] {
  const placed: PlacedText[] = [];
  for (const item of content.items) {
    if (!('str' in item)) continue;
    const text = readableGlyphs(item.str);
    if (text === '') continue;
    const next = place(item, text, viewportTransform);
    const previous = placed.at(-1);
    if (previous === undefined || !isSamePlace(previous, next)) placed.push(next);
  }
  return placed;
}

function place(item: TextItem, text: string, view: readonly number[]): PlacedText {
  // Texts of XFA forms have no place at all.
  const transform: readonly number[] = item.transform ?? [1, 0, 0, 1, 0, 0];
  const [a, b, c, d, x, y] = multiply(view, transform);
  const radians = finite(Math.atan2(b, a));
  const angle = Math.round((radians * 180) / Math.PI);
  const cos = Math.cos(radians);
  const sin = Math.sin(radians);
  return {
    text,
    along: finite(x * cos + y * sin),
    across: finite(-x * sin + y * cos),
    width: finite(item.width),
    size: finite(Math.hypot(c, d)) || finite(item.height) || 1,
    font: item.fontName ?? '',
    angle: angle === 0 ? 0 : angle,
  };
}

/** Damaged files have type of infinite size, and texts of XFA forms no figures at all. */
function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}

function isSamePlace(a: PlacedText, b: PlacedText): boolean {
  const near = a.size * 0.2;
  return a.text === b.text && a.angle === b.angle && Math.abs(a.along - b.along) < near && Math.abs(a.across - b.across) < near;
}

/** The rectangle around a stretch of a line, turned back to how the page is shown. */
export function rectangleOf(part: Pick<PlacedText, 'along' | 'across' | 'width' | 'size' | 'angle'>): Rectangle {
  const radians = (part.angle * Math.PI) / 180;
  const cos = Math.cos(radians);
  const sin = Math.sin(radians);
  const corners = [
    [part.along, part.across - part.size * ascent],
    [part.along + part.width, part.across + part.size * descent],
  ] as const;
  const xs = corners.map(([u, v]) => u * cos - v * sin);
  const ys = corners.map(([u, v]) => u * sin + v * cos);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x: tenth(x), y: tenth(y), width: tenth(Math.max(...xs) - x), height: tenth(Math.max(...ys) - y) };
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A single sign of a symbol font, such as the box before an answer: a bullet at the start of a line, nothing elsewhere. */
export const symbolGlyph = '\uf0b7';

/** Presentation forms and ligatures become the letters they stand for; control characters go; bullets of symbol fonts become bullets. */
export function readableGlyphs(text: string): string {
  // Nearly all text is plain: one look saves five passes.
  if (/^\s*[\u0080-\u009f\uf020-\uf0ff]\s*$/.test(text)) return symbolGlyph;
  if (!/[^\u0009\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff]/.test(text)) return text;
  return (
    text
      .toWellFormed()
      .replace(/[\ufb00-\ufdff\ufe70-\ufefc]+/g, (forms) => forms.normalize('NFKC').replace(/ (?=\p{M})/gu, ''))
      .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' ')
      // A glyph of no character, drawn as an empty box: a reader sees that something is missing.
      .replaceAll('\0', '\ufffd')
      .replace(/[\u0001-\u0008\u000a-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '')
      .replace(/^[\uf0b7\uf0a7\uf0d8\uf076\uf0fc](?=\s)/, '•')
  );
}
