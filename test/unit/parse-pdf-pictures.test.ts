/** Pictures on the pages of a PDF, on files written here object by object so that every pixel is known. */
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { DocumentImage } from '../../core/types.ts';
import { pdf } from '../../ingest/parse/pdf.ts';
import { reduced } from '../../ingest/parse/png.ts';

interface FakeImage {
  readonly dictionary: string;
  readonly bytes: Uint8Array;
}

/** One page of 300 by 400 points with this content; image n is called /In. */
function pdfWith(content: string, images: readonly FakeImage[]): Uint8Array {
  const stream = (dictionary: string, bytes: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from(`<< ${dictionary} /Length ${bytes.length} >>\nstream\n`), bytes, Buffer.from('\nendstream')]);
  const names = images.map((_, index) => `/I${index} ${6 + index} 0 R`).join(' ');
  const objects: readonly Buffer[] = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /XObject << ${names} >> >> >>`,
    ),
    stream('', Buffer.from(content)),
    Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'),
    ...images.map(({ dictionary, bytes }) => stream(`/Type /XObject /Subtype /Image ${dictionary}`, bytes)),
  ];
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const starts: number[] = [];
  let length = parts[0]?.length ?? 0;
  for (const [index, object] of objects.entries()) {
    starts.push(length);
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    parts.push(part);
    length += part.length;
  }
  const rows = starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF`,
    ),
  );
  return new Uint8Array(Buffer.concat(parts));
}

const rgb = (width: number, height: number, bytes: readonly number[]): FakeImage => ({
  dictionary: `/Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8`,
  bytes: Uint8Array.from(bytes),
});
const red = [255, 0, 0];
const blue = [0, 0, 255];
const placed = (name: string, width: number, height: number, x: number, y: number): string =>
  `q ${width} 0 0 ${height} ${x} ${y} cm /${name} Do Q\n`;
const written = (text: string, y: number): string => `BT /F 12 Tf 50 ${y} Td (${text}) Tj ET\n`;

async function picturesIn(bytes: Uint8Array) {
  const { document } = await pdf.parse({ source: 'a.pdf', bytes });
  const text = document?.text ?? '';
  return (document?.images ?? []).map((image) => ({ ...pixelsOf(image), beside: text.slice(image.span.start, image.span.end) }));
}

/** Size and pixels of an unfiltered PNG, which holds a byte a pixel when it is grey. */
function pixelsOf({ mediaType, base64 }: DocumentImage) {
  expect(mediaType).toBe('image/png');
  const png = Buffer.from(base64, 'base64');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const channels = png[25] === 0 ? 1 : 3;
  const rows = inflateSync(png.subarray(png.indexOf('IDAT') + 4, png.lastIndexOf('IEND') - 8));
  const pixels = Array.from({ length: height }, (_, row) => [
    ...rows.subarray(row * (width * channels + 1) + 1, (row + 1) * (width * channels + 1)),
  ]).flat();
  return { width, height, pixels: channels === 1 ? pixels.flatMap((grey) => [grey, grey, grey]) : pixels };
}

test('a figure is kept pixel by pixel with the caption below it', async () => {
  const content = written('Some words above.', 350) + placed('I0', 200, 100, 50, 200) + written('Figure 1: the gauge.', 180);
  const [picture, ...more] = await picturesIn(pdfWith(content, [rgb(2, 2, [...red, ...blue, ...blue, ...red])]));
  expect(more).toEqual([]);
  expect(picture).toEqual({ width: 2, height: 2, pixels: [...red, ...blue, ...blue, ...red], beside: 'Figure 1: the gauge.' });
});

test('icons are left out, and a figure with nothing below it goes with the last words of its page', async () => {
  const content = written('Only words.', 350) + placed('I0', 20, 20, 50, 300) + placed('I1', 200, 100, 50, 100);
  const pictures = await picturesIn(pdfWith(content, [rgb(1, 1, red), rgb(1, 1, blue)]));
  expect(pictures).toEqual([{ width: 1, height: 1, pixels: blue, beside: 'Only words.' }]);
});

test('a scan of one bit a pixel is black on white', async () => {
  const scan = {
    dictionary: '/Width 3 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 1',
    bytes: Uint8Array.from([0b10100000, 0b01000000]),
  };
  const [picture] = await picturesIn(pdfWith(written('Scanned.', 380) + placed('I0', 300, 200, 0, 0), [scan]));
  const [white, black] = [
    [255, 255, 255],
    [0, 0, 0],
  ];
  expect(picture?.pixels).toEqual([white, black, white, black, white, black].flat());
});

test('what shines through lies on white', async () => {
  const mask = { dictionary: '/Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8', bytes: Uint8Array.from([0]) };
  const image = rgb(1, 1, red);
  const masked = { ...image, dictionary: `${image.dictionary} /SMask 7 0 R` };
  const [picture] = await picturesIn(pdfWith(written('Masked.', 380) + placed('I0', 200, 200, 0, 0), [masked, mask]));
  expect(picture?.pixels).toEqual([255, 255, 255]);
});

test('a picture that cannot be decoded costs the page nothing', async () => {
  const broken = {
    dictionary: '/Width 9 /Height 9 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode',
    bytes: Uint8Array.from([1, 2, 3]),
  };
  const { document } = await pdf.parse({
    source: 'a.pdf',
    bytes: pdfWith(written('Still here.', 380) + placed('I0', 200, 200, 0, 0), [broken]),
  });
  expect(document?.text).toBe('Still here.');
  expect(document?.images ?? []).toEqual([]);
});

test('a document keeps a dozen pictures', async () => {
  const many = Array.from({ length: 15 }, () => placed('I0', 60, 60, 0, 0)).join('');
  expect(await picturesIn(pdfWith(written('Many.', 380) + many, [rgb(1, 1, red)]))).toHaveLength(12);
});

test('large pictures are made smaller by the mean of their pixels', () => {
  const pixels = { width: 4, height: 2, rgb: Uint8Array.from([...red, ...blue, ...red, ...red, ...blue, ...red, ...blue, ...blue]) };
  expect(reduced(pixels, 2)).toEqual({ width: 2, height: 1, rgb: Uint8Array.from([127, 0, 127, 127, 0, 127]) });
  expect(reduced(pixels, 4)).toBe(pixels);
});

describe('a page without text', () => {
  const across = placed('I0', 300, 400, 0, 0);

  test('is one line that says so, with the page as its picture', async () => {
    const bytes = pdfWith(across, [rgb(3, 4, [...red, ...blue, ...red, ...blue, ...red, ...blue, ...Array(18).fill(200)])]);
    const { document } = await pdf.parse({ source: 'letters/scan.pdf', bytes });
    expect(document?.text).toBe('[Page 1: picture without text]');
    expect(document?.blocks).toEqual([{ kind: 'picture', span: { start: 0, end: 30 } }]);
    expect(document?.title).toBe('scan');
    expect(document?.warnings).toEqual(['1 of 1 page (1) is a picture without text: only a model that sees pictures can read that.']);
    const [picture] = await picturesIn(bytes);
    expect(picture).toMatchObject({ width: 3, height: 4, beside: '[Page 1: picture without text]' });
    expect(picture?.pixels.slice(0, 9)).toEqual([...red, ...blue, ...red]);
  });

  test('that a scanner cut into strips is put together again', async () => {
    const strips = Array.from({ length: 4 }, (_, index) => placed(`I${index}`, 300, 100, 0, 300 - index * 100)).join('');
    const [picture, ...more] = await picturesIn(
      pdfWith(
        strips,
        [red, blue, red, blue].map((colour) => rgb(2, 1, [...colour, ...colour])),
      ),
    );
    expect(more).toEqual([]);
    expect(picture?.pixels.slice(0, 3)).toEqual(red);
    expect(picture?.pixels.slice(-3)).toEqual(blue);
  });

  test('that was scanned upside down stands upright when the PDF turns it', async () => {
    // An image painted with its top at the bottom of the page.
    const upsideDown = 'q 300 0 0 -400 0 400 cm /I0 Do Q\n';
    const [picture] = await picturesIn(pdfWith(upsideDown, [rgb(1, 2, [...red, ...blue])]));
    expect([picture?.pixels.slice(0, 3), picture?.pixels.slice(-3)]).toEqual([blue, red]);
  });

  test('may be a stencil on a background: only its ink covers that', async () => {
    const ink = { dictionary: '/Width 2 /Height 1 /ImageMask true /BitsPerComponent 1', bytes: Uint8Array.from([0b01000000]) };
    const paper = rgb(2, 1, [...red, ...red]);
    const [picture] = await picturesIn(pdfWith(`${across}${placed('I1', 300, 400, 0, 0)}`, [paper, ink]));
    expect(picture?.pixels.slice(0, 6)).toEqual([0, 0, 0, ...red]);
  });

  test('is blank when nothing can be seen on it', async () => {
    await expect(pdf.parse({ source: 'a.pdf', bytes: pdfWith(across, [rgb(1, 1, [250, 250, 250])]) })).rejects.toMatchObject({
      code: 'file-empty',
      message: 'a.pdf holds no text: its only page is blank, or drawn in lines',
    });
  });

  test('that cannot be decoded keeps its line, and the warning says that it is lost', async () => {
    const broken = {
      dictionary: '/Width 9 /Height 9 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode',
      bytes: Uint8Array.of(1),
    };
    const { document } = await pdf.parse({ source: 'a.pdf', bytes: pdfWith(across, [broken]) });
    expect(document?.text).toBe('[Page 1: picture without text]');
    expect(document).not.toHaveProperty('images');
    expect(document?.warnings.at(-1)).toBe(
      '1 of 1 page (1) is not kept as a picture, so no model can read that either: the file is too long, or damaged.',
    );
  });
});
