/** The images that a PDF page paints, each with its place, as pdf.js decodes them: no canvas is needed to look at pixels. */
import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js';
import { type Matrix, multiply } from './pdf-matrix.ts';
import type { Pixels } from './png.ts';

export interface PaintedImage {
  /** From the square of 0 to 1, in which an image stands upright, to points from the top left of the page. */
  readonly matrix: Matrix;
  /** Only its ink is painted; what is white in it leaves the page as it is. */
  readonly isStencil: boolean;
  /** Null for what cannot be decoded. */
  pixels(): Promise<Pixels | null>;
}

/** In the order in which they are painted: a later one lies on an earlier one. */
export async function imagesOn(page: PDFPageProxy): Promise<readonly PaintedImage[]> {
  const { OPS } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const { fnArray, argsArray } = await page.getOperatorList();
  const painted: PaintedImage[] = [];
  let matrix: Matrix = page.getViewport({ scale: 1 }).transform as unknown as Matrix;
  const saved: Matrix[] = [];
  for (const [index, operator] of fnArray.entries()) {
    const [first] = (argsArray[index] as readonly unknown[] | null) ?? [];
    if (operator === OPS.save) saved.push(matrix);
    else if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) matrix = saved.pop() ?? matrix;
    else if (operator === OPS.transform) matrix = times(matrix, argsArray[index]);
    else if (operator === OPS.paintFormXObjectBegin) {
      saved.push(matrix);
      matrix = times(matrix, first);
    } else if (operator === OPS.paintImageXObject || operator === OPS.paintInlineImageXObject) {
      painted.push({ matrix, isStencil: false, pixels: async () => pixelsOf(await decoded(page, first)) });
    } else if (operator === OPS.paintImageMaskXObject) {
      const { data } = (first ?? {}) as { readonly data?: unknown };
      painted.push({
        matrix,
        isStencil: true,
        pixels: async () => maskPixels(await decoded(page, typeof data === 'string' ? data : first)),
      });
    }
  }
  return painted;
}

const isMatrix = (value: unknown): value is ArrayLike<number> =>
  (Array.isArray(value) || ArrayBuffer.isView(value)) && (value as ArrayLike<unknown>).length === 6;

/** Operands that are no transformation leave everything where it is. */
const times = (outer: Matrix, value: unknown): Matrix => (isMatrix(value) ? multiply(outer, Array.from(value)) : outer);

/** Where an image lies on its page. */
export function cornersOf([a, b, c, d, e, f]: Matrix): Record<'left' | 'right' | 'top' | 'bottom', number> {
  const across = [e, a + e, c + e, a + c + e];
  const down = [f, b + f, d + f, b + d + f];
  return { left: Math.min(...across), right: Math.max(...across), top: Math.min(...down), bottom: Math.max(...down) };
}

/** What pdf.js hands over; the numbers are its ImageKind, and masks have none. */
interface DecodedImage {
  readonly width: number;
  readonly height: number;
  readonly kind?: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}
const bitsKind = 1;
const channelsOf: Readonly<Record<number, number>> = { 2: 3, 3: 4 };

/** Operands of small images are the image; of others the name under which it will be found. */
async function decoded(page: PDFPageProxy, operand: unknown): Promise<DecodedImage | null> {
  if (typeof operand !== 'string') return (operand ?? null) as DecodedImage | null;
  const objects = operand.startsWith('g_') ? page.commonObjs : page.objs;
  return new Promise((resolve) => objects.get(operand, resolve));
}

const hasPixels = ({ width, height, data }: DecodedImage): boolean =>
  (data instanceof Uint8Array || data instanceof Uint8ClampedArray) && width >= 1 && height >= 1;

function pixelsOf(image: DecodedImage | null): Pixels | null {
  if (image === null || !hasPixels(image)) return null;
  const { width, height, kind = 0, data } = image;
  if (kind === bitsKind) return bitPixels(image);
  const channels = channelsOf[kind];
  if (channels === undefined) return null;
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    // What shines through lies on white paper.
    const opacity = channels === 4 ? (data[at * 4 + 3] ?? 255) / 255 : 1;
    for (let colour = 0; colour < 3; colour += 1) {
      rgb[at * 3 + colour] = 255 - opacity * (255 - (data[at * channels + colour] ?? 255));
    }
  }
  return { width, height, rgb };
}

/** A stencil: a scan of one bit a pixel often is one. Its ink is taken as black; where a bit is set nothing is painted. */
const maskPixels = (image: DecodedImage | null): Pixels | null => (image === null || !hasPixels(image) ? null : bitPixels(image));

function bitPixels({ width, height, data }: DecodedImage): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  const stride = (width + 7) >> 3;
  for (let at = 0; at < width * height; at += 1) {
    const column = at % width;
    const byte = data[Math.floor(at / width) * stride + (column >> 3)] ?? 0;
    rgb.fill((byte >> (7 - (column & 7))) & 1 ? 255 : 0, at * 3, at * 3 + 3);
  }
  return { width, height, rgb };
}
