/** Writes pixels as a small PNG. Knows the format (ISO 15948) as far as truecolour and grey without a palette go. */
import { crc32, deflateSync } from 'node:zlib';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue, a byte each, row by row. */
  readonly rgb: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const truecolour = 2;
const grey = 0;
const eightBits = 8;

export function pngOf({ width, height, rgb }: Pixels): Buffer {
  // A scan in black and white is a third of the size in grey.
  const isGrey = rgb.every((value, at) => value === rgb[at - (at % 3)]);
  const channels = isGrey ? 1 : 3;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = eightBits;
  header[9] = isGrey ? grey : truecolour;
  const stride = width * channels;
  const samples = isGrey ? rgb.filter((_, at) => at % 3 === 0) : rgb;
  // Each row begins with its filter; none of them is filtered.
  const rows = Buffer.alloc((stride + 1) * height);
  for (let row = 0; row < height; row += 1) rows.set(samples.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  return Buffer.concat([signature, part('IHDR', header), part('IDAT', deflateSync(rows)), part('IEND', Buffer.alloc(0))]);
}

function part(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

/** Fewer pixels, each the mean of a square of them, so that no side is longer than `longest`. */
export function reduced(pixels: Pixels, longest: number): Pixels {
  const step = Math.ceil(Math.max(pixels.width, pixels.height) / longest);
  if (step <= 1) return pixels;
  const width = Math.max(1, Math.floor(pixels.width / step));
  const height = Math.max(1, Math.floor(pixels.height / step));
  const rgb = new Uint8Array(width * height * 3);
  const [across, down] = [Math.min(step, pixels.width), Math.min(step, pixels.height)];
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      for (let colour = 0; colour < 3; colour += 1) {
        let sum = 0;
        for (let y = 0; y < down; y += 1) {
          const from = ((row * step + y) * pixels.width + column * step) * 3 + colour;
          for (let x = 0; x < across; x += 1) sum += pixels.rgb[from + x * 3] ?? 0;
        }
        rgb[(row * width + column) * 3 + colour] = sum / (across * down);
      }
    }
  }
  return { width, height, rgb };
}
