import { Document, ImageRun, Packer, Paragraph } from 'docx';
import { describe, expect, test } from 'vitest';
import type { ParsedDocument } from '../../core/types.ts';
import { isPictureName, mostPictureBytes, pictureOf } from '../../ingest/parse/pictures.ts';
import { prepare } from '../../ingest/prepare.ts';

/** A red dot. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

async function parsed(source: string, content: string | Uint8Array): Promise<ParsedDocument> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const { document } = await prepare({ source, bytes });
  if (document === null) throw new Error(`${source} holds no document`);
  return document.parsed;
}

/** What stands where each picture was found. */
const places = ({ text, images = [] }: ParsedDocument) =>
  images.map(({ span, mediaType, base64 }) => [text.slice(span.start, span.end), mediaType, base64]);

describe('pictures of a document keep the block they stand in', () => {
  test('in HTML', async () => {
    const page = `<h1>Plan</h1><p>The floor: <img alt="floor plan" src="data:image/png;base64,${png}"> as built.</p><p>Later.</p>`;
    expect(places(await parsed('plan.html', page))).toEqual([['The floor: floor plan as built.', 'image/png', png]]);
  });

  test('in HTML, a picture alone stands before the next block, or else with the last one', async () => {
    const image = `<p><img src="data:image/png;base64,${png}"></p>`;
    expect(places(await parsed('one.html', `<p>Before.</p>${image}<p>Figure 1.</p>`))[0]?.[0]).toBe('Figure 1.');
    expect(places(await parsed('two.html', `<p>Before.</p>${image}`))[0]?.[0]).toBe('Before.');
  });

  test('in Word documents', async () => {
    const data = Buffer.from(png, 'base64');
    const image = new ImageRun({ type: 'png', data, transformation: { width: 20, height: 20 } });
    const children = [new Paragraph('Intro.'), new Paragraph({ children: [image] }), new Paragraph('Figure 1: the entrance.')];
    const bytes = await Packer.toBuffer(new Document({ sections: [{ children }] }));
    const document = await parsed('report.docx', new Uint8Array(bytes));
    expect(places(document)).toEqual([['Figure 1: the entrance.', 'image/png', png]]);
    expect(document.text).toBe('Intro.\n\nFigure 1: the entrance.');
  });

  test('in e-mail messages', async () => {
    const message = [
      ...['From: Ana <ana@example.org>', 'To: raj@example.org', 'Subject: Roof', 'MIME-Version: 1.0'],
      ...['Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain', '', 'The roof leaks, see the photo.'],
      ...['--b', 'Content-Type: image/png; name=roof.png', 'Content-Transfer-Encoding: base64', '', png, '--b--', ''],
    ].join('\r\n');
    expect(places(await parsed('roof.eml', message))).toEqual([['The roof leaks, see the photo.', 'image/png', png]]);
  });
});

describe('what is no picture for a model', () => {
  test.each([
    ['an address on the network', 'https://example.org/a.png'],
    ['a drawing in SVG, which is code', `data:image/svg+xml;base64,${png}`],
    ['text in the place of bytes', 'data:image/png;base64,<script>'],
    ['nothing', 'data:image/png;base64,'],
    ['another kind of file', `data:application/pdf;base64,${png}`],
  ])('%s is left out', async (_, address) => {
    expect(pictureOf(address)).toBeNull();
    expect(await parsed('page.html', `<p>Text <img src="${address}"></p>`)).not.toHaveProperty('images');
  });

  test('one over the limit is left out, and the text stays', async () => {
    const large = Buffer.alloc(mostPictureBytes + 10).toString('base64');
    expect(await parsed('page.html', `<p>Text <img src="data:image/png;base64,${large}"></p>`)).not.toHaveProperty('images');
  });

  test('files are known by their endings', () => {
    expect(['a.png', 'b.JPG', 'c.jpeg', 'd.gif', 'e.webp'].every(isPictureName)).toBe(true);
    expect(['a.svg', 'b.emf', 'png', 'c.pdf', 'constructor'].some(isPictureName)).toBe(false);
  });
});
