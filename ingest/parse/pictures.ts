/** Pictures that stand in a document, as the bytes that a model server takes. Nothing is fetched or drawn. */
import { pictureSizeOf } from '../../core/picture-size.ts';
import type { DocumentImage } from '../../core/types.ts';

export type Picture = Pick<DocumentImage, 'mediaType' | 'base64'>;

const megabyte = 1024 * 1024;
/** A photograph of a telephone is 2 to 5 MB; a document with more than forty of them is an album. */
export const mostPictureBytes = 6 * megabyte;
export const mostPicturesBytes = 64 * megabyte;
/** A page of A4 at 600 dots an inch has 35 million; a model server that unpacks a bomb of more would fall over. */
export const mostPicturePixels = 50_000_000;

/** What model servers take without turning it into something else. */
const endings: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};
const mediaTypes = new Set(Object.values(endings));
export const pictureEndings: readonly string[] = Object.keys(endings).map((ending) => `.${ending}`);

/** True for the names of files that hold a picture which a model can see. */
export function isPictureName(name: string): boolean {
  return (/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '') in endings;
}

/** The picture of a `data:` address; null for anything else. */
export function pictureOf(address: string): Picture | null {
  const [, mediaType = '', base64 = ''] = /^data:([\w/+.-]+);base64,([A-Za-z0-9+/=\s]+)$/i.exec(address) ?? [];
  const clean = base64.replace(/\s+/g, '');
  if (!mediaTypes.has(mediaType.toLowerCase()) || clean.length * 0.75 > mostPictureBytes) return null;
  // What the bytes say outranks what they are called.
  const size = pictureSizeOf(Buffer.from(clean, 'base64'));
  return size === null || size.width * size.height > mostPicturePixels ? null : { mediaType: size.mediaType, base64: clean };
}

export function pictureAddress(mediaType: string, bytes: Uint8Array): string {
  return `data:${mediaType};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`;
}
