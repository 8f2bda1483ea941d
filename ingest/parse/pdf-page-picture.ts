/** A page without text as one picture: its images in their places on white paper, however many strips a scanner made. */
import { cornersOf } from './pdf-images.ts';
import type { Matrix } from './pdf-matrix.ts';
import type { Pixels } from './png.ts';

export interface PlacedPixels {
  readonly matrix: Matrix;
  readonly isStencil: boolean;
  readonly pixels: Pixels;
}

/** A page size in points. */
export interface PaperSize {
  readonly width: number;
  readonly height: number;
}

/** Each pixel is the mean of what it covers, and there are no more of them than the finest image has; no side is over `longest`. */
export function pagePicture(paper: PaperSize, images: readonly PlacedPixels[], longest: number): Pixels {
  const finest = Math.max(...images.map(densityOf));
  const scale = Math.min(longest / Math.max(paper.width, paper.height), finest);
  const width = Math.max(1, Math.round(paper.width * scale));
  const height = Math.max(1, Math.round(paper.height * scale));
  const page = { width, height, rgb: new Uint8Array(width * height * 3).fill(255) };
  for (const image of images) paint(page, image, scale);
  return page;
}

/** Pixels a point, along the side that has more. */
function densityOf({ matrix: [a, b, c, d], pixels }: PlacedPixels): number {
  // A side of no length shows nothing, at whatever density.
  const along = (count: number, length: number): number => (length < 1e-6 ? 0 : count / length);
  return Math.max(along(pixels.width, Math.hypot(a, b)), along(pixels.height, Math.hypot(c, d)));
}

/** Nothing on it that an eye would see. */
export function isBlank({ rgb }: Pixels): boolean {
  // A scanner's noise spans some 16 of 255 shades; the palest pencil more.
  const faintest = 16;
  let least = 255;
  let most = 0;
  for (const value of rgb) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least < faintest;
}

function paint(page: Pixels, { matrix, isStencil, pixels }: PlacedPixels, scale: number): void {
  const corners = cornersOf(matrix);
  const inside = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  const [left, right] = [inside(Math.floor(corners.left * scale), page.width), inside(Math.ceil(corners.right * scale), page.width)];
  const [top, bottom] = [inside(Math.floor(corners.top * scale), page.height), inside(Math.ceil(corners.bottom * scale), page.height)];
  const sample = sampler(pixels, matrix, scale);
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const colours = sample(x + 0.5, y + 0.5);
      for (let at = (y * page.width + x) * 3, colour = 0; colour < 3 && colours !== null; at += 1, colour += 1) {
        const value = colours[colour] ?? 255;
        page.rgb[at] = isStencil ? ((page.rgb[at] ?? 255) * value) / 255 : value;
      }
    }
  }
}

/** The mean colour under a pixel of the page, good until the next one is asked for; null where the image is not. */
function sampler(
  { width, height, rgb }: Pixels,
  [a, b, c, d, e, f]: Matrix,
  scale: number,
): (x: number, y: number) => readonly number[] | null {
  const determinant = a * d - b * c;
  if (Math.abs(determinant) < 1e-9) return () => null;
  // Steps in the image, in its own pixels, for one step of the page to the right and one down.
  const [rightX, downX] = [(d / determinant / scale) * width, (-c / determinant / scale) * width];
  const [rightY, downY] = [(b / determinant / scale) * height, (-a / determinant / scale) * height];
  const across = (Math.abs(rightX) + Math.abs(downX)) / 2;
  const high = (Math.abs(rightY) + Math.abs(downY)) / 2;
  // Where the page's corner lies in the image; images hang from their top, the square stands on its bottom.
  const fromX = ((c * f - d * e) / determinant) * width;
  const fromY = (1 - (b * e - a * f) / determinant) * height;
  const mean = [0, 0, 0];
  return (x, y) => {
    const centreX = fromX + x * rightX + y * downX;
    const centreY = fromY + x * rightY + y * downY;
    if (centreX < -across || centreX > width + across || centreY < -high || centreY > height + high) return null;
    const firstX = Math.min(Math.max(Math.round(centreX - across), 0), width - 1);
    const lastX = Math.max(Math.min(Math.round(centreX + across), width), firstX + 1);
    const firstY = Math.min(Math.max(Math.round(centreY - high), 0), height - 1);
    const lastY = Math.max(Math.min(Math.round(centreY + high), height), firstY + 1);
    let [red, green, blue] = [0, 0, 0];
    for (let row = firstY; row < lastY; row += 1) {
      for (let at = (row * width + firstX) * 3, end = (row * width + lastX) * 3; at < end; at += 3) {
        red += rgb[at] ?? 0;
        green += rgb[at + 1] ?? 0;
        blue += rgb[at + 2] ?? 0;
      }
    }
    const count = (lastX - firstX) * (lastY - firstY);
    mean[0] = red / count;
    mean[1] = green / count;
    mean[2] = blue / count;
    return mean;
  };
}
