/** How large a picture is, by the first bytes of its file: nothing is decoded. */

export interface PictureSize {
  readonly mediaType: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** Null for what is none of the four formats that model servers take, or too damaged to tell. */
export function pictureSizeOf(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = readers.map((read) => within(() => read(view, latin1(bytes.subarray(0, 16))))).find((size) => size !== null);
  return found === undefined || found === null || found.width < 1 || found.height < 1 ? null : found;
}

type Reader = (view: DataView, head: string) => PictureSize | null;

const readers: readonly Reader[] = [pngSize, jpegSize, gifSize, webpSize];

/** A file that ends too early tells no size. */
function within(read: () => PictureSize | null): PictureSize | null {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof RangeError) return null;
    throw fault;
  }
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** ISO 15948: the first part is IHDR, which begins with both sides. */
function pngSize(view: DataView, head: string): PictureSize | null {
  if (!head.startsWith('\x89PNG\r\n\x1a\n') || head.slice(12) !== 'IHDR') return null;
  return { mediaType: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

/** GIF89a, 18: the logical screen. */
function gifSize(view: DataView, head: string): PictureSize | null {
  if (!/^GIF8[79]a/.test(head)) return null;
  return { mediaType: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** ITU T.81: segments of a marker, a length and data, until one that begins a frame (SOF, C0 to CF but for DHT, JPG and DAC). */
function jpegSize(view: DataView, head: string): PictureSize | null {
  if (!head.startsWith('\xff\xd8\xff')) return null;
  for (let at = 2; view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { mediaType: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else at += 2 + view.getUint16(at + 2);
  }
  return null;
}

const threeBytes = (view: DataView, at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;

/** RFC 9649: lossy, lossless and extended files tell it each in their own way. */
function webpSize(view: DataView, head: string): PictureSize | null {
  if (!/^RIFF.{4}WEBP/s.test(head)) return null;
  const of = (width: number, height: number): PictureSize => ({ mediaType: 'image/webp', width, height });
  switch (head.slice(12)) {
    case 'VP8 ':
      return of(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return of((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
    }
    case 'VP8X':
      return of(threeBytes(view, 24) + 1, threeBytes(view, 27) + 1);
    default:
      return null;
  }
}
