/** Picture files on their own: what is read of their heads, and which of them are documents. */
import { describe, expect, test } from 'vitest';
import { pictureSizeOf } from '../../core/picture-size.ts';
import { mostPictureBytes } from '../../ingest/parse/pictures.ts';
import { pngOf } from '../../ingest/parse/png.ts';
import { prepare } from '../../ingest/prepare.ts';

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const zeros = (count: number): string => '\0'.repeat(count);
const webp = (kind: string, rest: string): Uint8Array => latin1(`RIFF${zeros(4)}WEBP${kind}${zeros(4)}${rest}`);

/** 800 by 600, as each format writes it. */
const heads: readonly (readonly [string, Uint8Array])[] = [
  ['image/png', latin1(`\x89PNG\r\n\x1a\n${zeros(3)}\x0dIHDR\0\0\x03\x20\0\0\x02\x58`)],
  ['image/gif', latin1('GIF89a\x20\x03\x58\x02')],
  ['image/jpeg', latin1(`\xff\xd8\xff\xe0\0\x04ab\xff\xc4\0\x02\xff\xff\xc2\0\x11\x08\x02\x58\x03\x20${zeros(9)}`)],
  ['image/webp', webp('VP8 ', `${zeros(6)}\x20\x03\x58\x02`)],
  ['image/webp', webp('VP8L', `\x2f\x1f\xc3\x95\0${zeros(8)}`)],
  ['image/webp', webp('VP8X', `${zeros(4)}\x1f\x03\0\x57\x02\0`)],
];

describe('the size of a picture', () => {
  test.each(heads)('is read from the head of %s', (mediaType, bytes) => {
    expect(pictureSizeOf(bytes)).toEqual({ mediaType, width: 800, height: 600 });
  });

  test.each(heads)('of %s is unknown when the head is cut short', (_, bytes) => {
    for (let length = 0; length < bytes.length - 9; length += 1) expect(pictureSizeOf(bytes.subarray(0, length))).toBeNull();
  });

  test('is unknown without pixels', () => {
    expect(pictureSizeOf(latin1(`GIF89a${zeros(4)}`))).toBeNull();
  });
});

const png = (width: number, height: number): Uint8Array =>
  new Uint8Array(pngOf({ width, height, rgb: new Uint8Array(width * height * 3).fill(9) }));

describe('a picture file', () => {
  test('is a document of one line that says so, and found by its name', async () => {
    const { format, document } = await prepare({ source: 'photos/roof leak.png', bytes: png(300, 200) });
    expect(format).toBe('picture');
    expect(document?.parsed).toMatchObject({
      title: 'roof leak',
      text: '[Picture without text]',
      blocks: [{ kind: 'picture', span: { start: 0, end: 22 } }],
      warnings: ['It is a picture of 300 by 200 pixels: only a model that sees pictures can read it.'],
    });
    expect(document?.parsed.images).toMatchObject([{ span: { start: 0, end: 22 }, mediaType: 'image/png' }]);
    expect(document?.terms).toMatchObject([{ body: '' }]);
    expect(document?.terms[0]?.title).toContain('roof');
  });

  test('is read as what it is under another name', async () => {
    const { format, document } = await prepare({ source: 'roof.txt', bytes: png(300, 200) });
    expect(format).toBe('picture');
    expect(document?.parsed.warnings[0]).toContain('Its name ends in ".txt"');
  });

  test.each([
    ['low', 600, 63],
    ['small', 192, 192],
  ])('that is %s is an icon', async (_, width, height) => {
    await expect(prepare({ source: 'a.png', bytes: png(width, height) })).rejects.toMatchObject({
      code: 'file-unsupported',
      message: `a.png is an icon of ${width} by ${height} pixels, which is not read`,
    });
  });

  test('that would unpack to more than fits a model server is refused', async () => {
    const bomb = latin1(`\x89PNG\r\n\x1a\n${zeros(3)}\x0dIHDR\0\0\xff\xff\0\0\xff\xff`);
    await expect(prepare({ source: 'a.png', bytes: bomb })).rejects.toMatchObject({
      code: 'file-too-large',
      message: 'a.png is a picture over the limit of 6 MB and 50 million pixels',
    });
  });

  test('over the limit in bytes is refused', async () => {
    const [, head = new Uint8Array()] = heads[0] ?? [];
    const large = new Uint8Array(mostPictureBytes + 1);
    large.set(head);
    await expect(prepare({ source: 'a.png', bytes: large })).rejects.toMatchObject({ code: 'file-too-large' });
  });

  test('that is none is damaged', async () => {
    await expect(prepare({ source: 'a.png', bytes: latin1('\x89PNG\r\n\x1a\n') })).rejects.toMatchObject({ code: 'file-damaged' });
  });
});

test('a page of nothing but a picture is read like one', async () => {
  const address = `data:image/png;base64,${Buffer.from(png(300, 200)).toString('base64')}`;
  const { document } = await prepare({ source: 'scan.html', bytes: latin1(`<title>Scan</title><img src="${address}">`) });
  expect(document?.parsed).toMatchObject({ title: 'Scan', text: '[Picture without text]', images: [{ mediaType: 'image/png' }] });
  expect(document?.parsed.warnings).toEqual(['It holds pictures and no text: only a model that sees pictures can read it.']);
});
