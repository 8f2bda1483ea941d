/** Figures and scans on the pages of a PDF, as pdf.js decodes them: no canvas is needed to look at pixels. */
import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js';
import type { PageBlock } from './pdf-blocks.ts';
import { type Matrix, multiply } from './pdf-matrix.ts';
import { type Picture, pictureAddress, pictureOf } from './pictures.ts';
import { type Pixels, pngOf, reduced } from './png.ts';

/** A picture and where it is on the page, in points from the top left. */
export interface PlacedPicture extends Picture {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

export interface PictureReader {
  /** The pictures of a page from top to bottom; none when too much of the document's share of time or number is spent. */
  on(page: PDFPageProxy): Promise<readonly PlacedPicture[]>;
}

// Four at most are shown for a question (decision 053); as PNG a photograph takes up to a megabyte of the collection.
const mostPictures = 12;
/** Decoding a scanned page takes some 0.2 s: pictures may not cost the text its time limit. */
const mostMs = 2_000;
/** Smaller ones on paper are icons, rules and letters: two thirds of an inch. */
const leastPoints = 48;
/** Enough for the small print of a scanned page; more is made smaller again before a model sees it. */
const longestSide = 768;

export async function pictureReader(): Promise<PictureReader> {
  const { OPS } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  let left = mostPictures;
  let spentMs = 0;

  async function read(page: PDFPageProxy): Promise<readonly PlacedPicture[]> {
    const { fnArray, argsArray } = await page.getOperatorList();
    const found: PlacedPicture[] = [];
    let matrix: Matrix = page.getViewport({ scale: 1 }).transform as unknown as Matrix;
    const saved: Matrix[] = [];
    for (const [index, operator] of fnArray.entries()) {
      const operands = argsArray[index] as readonly unknown[] | null;
      if (operator === OPS.save) saved.push(matrix);
      else if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) matrix = saved.pop() ?? matrix;
      else if (operator === OPS.transform) matrix = times(matrix, operands);
      else if (operator === OPS.paintFormXObjectBegin) {
        saved.push(matrix);
        matrix = times(matrix, operands?.[0]);
      } else if (operator === OPS.paintImageXObject && left > found.length) {
        const corners = cornersOf(matrix);
        if (Math.min(corners.right - corners.left, corners.bottom - corners.top) < leastPoints) continue;
        const picture = await pictureNamed(page, String(operands?.[0]));
        if (picture !== null) found.push({ ...picture, left: corners.left, right: corners.right, bottom: corners.bottom });
      }
    }
    return found.sort((one, other) => one.bottom - other.bottom);
  }

  return {
    async on(page) {
      if (left <= 0 || spentMs > mostMs) return [];
      const startedMs = performance.now();
      try {
        const found = await read(page);
        left -= found.length;
        return found;
      } catch {
        // A damaged picture must not cost the page its text.
        return [];
      } finally {
        spentMs += performance.now() - startedMs;
      }
    },
  };
}

/** Each picture with the block below it, which is its caption more often than not; else with the last one of the page. */
export function picturesByBlock(
  pictures: readonly PlacedPicture[],
  blocks: readonly PageBlock[],
): ReadonlyMap<PageBlock | null, readonly PlacedPicture[]> {
  return Map.groupBy(pictures, ({ left, right, bottom }) => {
    const below = blocks.filter(({ boxes }) => {
      const [first] = boxes;
      return first !== undefined && first.y + first.height > bottom && first.x < right && first.x + first.width > left;
    });
    const nearest = below.toSorted((one, other) => (one.boxes[0]?.y ?? 0) - (other.boxes[0]?.y ?? 0))[0];
    return nearest ?? blocks.at(-1) ?? null;
  });
}

const isMatrix = (value: unknown): value is ArrayLike<number> =>
  (Array.isArray(value) || ArrayBuffer.isView(value)) && (value as ArrayLike<unknown>).length === 6;

/** Operands that are no transformation leave everything where it is. */
const times = (outer: Matrix, value: unknown): Matrix => (isMatrix(value) ? multiply(outer, Array.from(value)) : outer);

/** An image fills the square from 0 to 1. */
function cornersOf([a, b, c, d, e, f]: Matrix): Record<'left' | 'right' | 'top' | 'bottom', number> {
  const across = [e, a + e, c + e, a + c + e];
  const down = [f, b + f, d + f, b + d + f];
  return { left: Math.min(...across), right: Math.max(...across), top: Math.min(...down), bottom: Math.max(...down) };
}

/** What pdf.js hands over; the numbers are its ImageKind. */
interface DecodedImage {
  readonly width: number;
  readonly height: number;
  readonly kind: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}
const bitsKind = 1;
const channelsOf: Readonly<Record<number, number>> = { 2: 3, 3: 4 };

async function pictureNamed(page: PDFPageProxy, name: string): Promise<Picture | null> {
  const objects = name.startsWith('g_') ? page.commonObjs : page.objs;
  const image = await new Promise<DecodedImage | null>((resolve) => objects.get(name, resolve));
  const pixels = image === null ? null : pixelsOf(image);
  return pixels === null ? null : pictureOf(pictureAddress('image/png', pngOf(reduced(pixels, longestSide))));
}

function pixelsOf({ width, height, kind, data }: DecodedImage): Pixels | null {
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray) || width < 1 || height < 1) return null;
  const rgb = new Uint8Array(width * height * 3);
  if (kind === bitsKind) {
    const stride = (width + 7) >> 3;
    for (let at = 0; at < width * height; at += 1) {
      const column = at % width;
      const byte = data[Math.floor(at / width) * stride + (column >> 3)] ?? 0;
      rgb.fill((byte >> (7 - (column & 7))) & 1 ? 255 : 0, at * 3, at * 3 + 3);
    }
    return { width, height, rgb };
  }
  const channels = channelsOf[kind];
  if (channels === undefined) return null;
  for (let at = 0; at < width * height; at += 1) {
    // What shines through lies on white paper.
    const opacity = channels === 4 ? (data[at * 4 + 3] ?? 255) / 255 : 1;
    for (let colour = 0; colour < 3; colour += 1) {
      rgb[at * 3 + colour] = 255 - opacity * (255 - (data[at * channels + colour] ?? 255));
    }
  }
  return { width, height, rgb };
}
