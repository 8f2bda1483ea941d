/** Figures on the pages of a PDF, and pages that are nothing but pictures. */
import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js';
import type { PageBlock } from './pdf-blocks.ts';
import { cornersOf, imagesOn, type PaintedImage } from './pdf-images.ts';
import { isBlank, type PlacedPixels, pagePicture } from './pdf-page-picture.ts';
import { type Picture, pictureAddress, pictureOf } from './pictures.ts';
import { type Pixels, pngOf, reduced } from './png.ts';

/** A picture and where it is on the page, in points from the top left. */
export interface PlacedPicture extends Picture {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

/** A page without text: what is on it, null where that is no longer kept. */
export type ScannedPage = 'blank' | { readonly picture: Picture | null };

export interface PictureReader {
  /** The figures of a page with text from top to bottom; none when too much of the document's share of time or number is spent. */
  figuresOn(page: PDFPageProxy): Promise<readonly PlacedPicture[]>;
  /** A page without text. */
  scanOn(page: PDFPageProxy): Promise<ScannedPage>;
}

// Four at most are shown for a question (decision 053); as PNG a photograph takes up to a megabyte of the collection.
const mostFigures = 12;
/** Decoding a large figure takes some 0.2 s: pictures may not cost the text its time limit. */
const mostFigureMs = 2_000;
/** Smaller ones on paper are icons, rules and letters: two thirds of an inch. */
const leastPoints = 48;
/** Figures are about this large on paper; more is made smaller again before a model sees it. */
const longestFigure = 768;

// A page that nobody can read otherwise is worth more: a contract or a long letter. A parser has 25 s for a file.
const mostScans = 60;
const mostScanMs = 12_000;
/** A4 at 110 dots an inch: ten-point print can be read. A model with 1,120 tokens a picture takes no more (ollama-gemma.md). */
const longestScan = 1_280;

/** Counts what has been spent of a number and of time; where one is used up, nothing more is begun. */
function allowance(most: number, mostMs: number) {
  let left = most;
  let leftMs = mostMs;
  return {
    isSpent: () => left <= 0 || leftMs <= 0,
    left: () => left,
    async spend<Result>(work: () => Promise<Result>, countOf: (result: Result) => number): Promise<Result> {
      const startedMs = performance.now();
      try {
        const result = await work();
        left -= countOf(result);
        return result;
      } finally {
        leftMs -= performance.now() - startedMs;
      }
    },
  };
}

export function pictureReader(): PictureReader {
  const figures = allowance(mostFigures, mostFigureMs);
  const scans = allowance(mostScans, mostScanMs);
  return {
    async figuresOn(page) {
      if (figures.isSpent()) return [];
      try {
        return await figures.spend(
          () => placedFigures(page, figures.left()),
          ({ length }) => length,
        );
      } catch {
        // A damaged picture must not cost the page its text.
        return [];
      }
    },
    async scanOn(page) {
      const images = await largeImages(page);
      if (images.length === 0) return 'blank';
      if (scans.isSpent()) return { picture: null };
      return scans.spend(
        () => scannedPage(page, images),
        (scan) => (scan === 'blank' || scan.picture === null ? 0 : 1),
      );
    },
  };
}

async function placedFigures(page: PDFPageProxy, most: number): Promise<readonly PlacedPicture[]> {
  const found: PlacedPicture[] = [];
  for (const { matrix, isStencil, pixels } of await imagesOn(page)) {
    const { left, right, top, bottom } = cornersOf(matrix);
    // Stencils on a page with text are letters and shadows.
    if (isStencil || found.length >= most || Math.min(right - left, bottom - top) < leastPoints) continue;
    const decoded = await pixels();
    const picture = decoded === null ? null : asPng(reduced(decoded, longestFigure));
    if (picture !== null) found.push({ ...picture, left, right, bottom });
  }
  return found.sort((one, other) => one.bottom - other.bottom);
}

/** The images of a page when they cover enough of it together to be more than an ornament; a scanner may have cut them into strips. */
async function largeImages(page: PDFPageProxy): Promise<readonly PaintedImage[]> {
  const images = await imagesOn(page);
  const areas = images.map(({ matrix: [a, b, c, d] }) => Math.abs(a * d - b * c));
  return areas.reduce((sum, area) => sum + area, 0) < leastPoints ** 2 ? [] : images;
}

async function scannedPage(page: PDFPageProxy, images: readonly PaintedImage[]): Promise<ScannedPage> {
  const placed: PlacedPixels[] = [];
  for (const { matrix, isStencil, pixels } of images) {
    const decoded = await pixels();
    if (decoded !== null) placed.push({ matrix, isStencil, pixels: decoded });
  }
  if (placed.length === 0) return { picture: null };
  const picture = pagePicture(page.getViewport({ scale: 1 }), placed, longestScan);
  return isBlank(picture) ? 'blank' : { picture: asPng(picture) };
}

const asPng = (pixels: Pixels): Picture | null => pictureOf(pictureAddress('image/png', pngOf(pixels)));

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
