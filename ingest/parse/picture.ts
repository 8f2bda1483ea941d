/** A picture file on its own: a document of one line that says so, and the picture for models that can see. Nothing is decoded. */
import { AppError } from '../../core/errors.ts';
import { type PictureSize, pictureSizeOf } from '../../core/picture-size.ts';
import type { FileInput, Parser } from '../../core/ports.ts';
import { pictureFileLine } from '../../core/text/picture-line.ts';
import { firstTitle, textBuilder } from './builder.ts';
import { mostPictureBytes, mostPicturePixels, pictureAddress, pictureEndings, pictureOf } from './pictures.ts';
import { fileName, nameWithoutExtension } from './text-document.ts';

/** A line of print is some ten pixels high: what is lower than six of them shows a sign, not a text. */
const leastSide = 64;
/** Icons of programs and web pages come in sizes up to this, but for those of app stores. */
const largestIcon = 192;

export const picture: Parser = {
  name: 'picture',
  version: 1,
  extensions: pictureEndings,
  matches: (head) => signature.test(Buffer.from(head.subarray(0, 16)).toString('latin1')),
  async parse(file) {
    const size = readableSize(file);
    const builder = textBuilder();
    builder.addPicturePage(pictureFileLine, pictureOf(pictureAddress(size.mediaType, file.bytes)));
    const title = firstTitle(nameWithoutExtension(file.source), fileName(file.source));
    const warning = `It is a picture of ${size.width} by ${size.height} pixels: only a model that sees pictures can read it.`;
    return { document: builder.build({ title, warnings: [warning] }), inner: [], refused: [] };
  },
};

const signature = /^(?:\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP)/s;

/** @throws AppError file-damaged, file-unsupported for icons, file-too-large */
function readableSize({ source, bytes }: FileInput): PictureSize {
  const size = pictureSizeOf(bytes);
  if (size === null) {
    throw new AppError('file-damaged', `${source} is a damaged picture, or none`, 'Open it in a picture viewer and save it again as PNG.');
  }
  const { width, height } = size;
  if (Math.min(width, height) < leastSide || Math.max(width, height) <= largestIcon) {
    throw new AppError('file-unsupported', `${source} is an icon of ${width} by ${height} pixels, which is not read`, 'Leave it out.');
  }
  if (bytes.length > mostPictureBytes || width * height > mostPicturePixels) {
    const limit = `${mostPictureBytes / 2 ** 20} MB and ${mostPicturePixels / 1e6} million pixels`;
    throw new AppError('file-too-large', `${source} is a picture over the limit of ${limit}`, 'Save it smaller, as JPEG for instance.');
  }
  return size;
}
