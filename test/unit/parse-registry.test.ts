import { describe, expect, test } from 'vitest';
import { AppError } from '../../core/errors.ts';
import { extensionOf, headBytes, parserFor, parsers } from '../../ingest/parse/index.ts';
import { fixturesOf } from '../fixtures/describe.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function fixture(format: string, name: string): Uint8Array {
  const found = fixturesOf(format).find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`no fixture ${format}/${name}`);
  return found.bytes;
}

function refusalOf(source: string, head: Uint8Array): AppError {
  try {
    parserFor(source, head);
  } catch (cause) {
    if (cause instanceof AppError) return cause;
    throw cause;
  }
  throw new Error(`${source} was not refused`);
}

describe('the choice of a parser', () => {
  test('a PDF is read as PDF under any name, and says so', async () => {
    const content = fixture('pdf', 'price-table.pdf');
    const parser = parserFor('notes.txt', content.subarray(0, headBytes));
    expect(parser?.name).toBe('pdf');
    const { document } = (await parser?.parse({ source: 'notes.txt', bytes: content })) ?? {};
    expect(document?.warnings[0]).toBe('Its name ends in ".txt" but it is a PDF file; it was read as that.');
    expect(document?.text).toContain('Oak board');
  });

  test.each([
    ['make-pdf.ts', 'const header = "%PDF-1.4";\n'],
    ['print.sh', "#!/bin/sh\nprintf '%%PDF-1.4\\n' > out.pdf\n%PDF-1.4\n"],
    ['notes.md', '# Headers\n\nA PDF begins with %PDF-1.7.\n'],
    ['notes', 'A PDF begins with %PDF-1.7.\n'],
  ])('%s, which speaks of PDF, is read as what it is', (source, content) => {
    expect(parserFor(source, bytes(content))?.name).not.toBe('pdf');
  });

  test('a PDF with bytes before its header is one under any name', () => {
    expect(parserFor('scan.dat', bytes('\0\x01\x02\xff\0%PDF-1.4\n\xe2\xe3\xcf\xd3'))?.name).toBe('pdf');
    expect(parserFor('scan.pdf', bytes('Sent by fax\n%PDF-1.4\n'))?.name).toBe('pdf');
  });

  test('a Word file named .zip, or without an ending, is read as Word', async () => {
    const content = fixture('docx', 'board-minutes.docx');
    for (const source of ['minutes.zip', 'minutes']) {
      const parser = parserFor(source, content.subarray(0, headBytes));
      const result = await parser?.parse({ source, bytes: content });
      expect(result?.document?.text).toContain('Buy a new band saw.');
    }
  });

  test.each([
    ['photo.pdf', '8BPS', 'a Photoshop image, although its name ends in ".pdf"'],
    ['photo.jpg', 'II*\0', 'a TIFF image, although its name ends in ".jpg"'],
    ['letter.rtf', '{\\rtf1 hello', 'an RTF document'],
    ['book.epub', `PK\x03\x04${'.'.repeat(26)}mimetypeapplication/epub+zip`, 'an EPUB book'],
    ['prices.xlsx', 'PK\x03\x04', 'an Excel workbook or spreadsheet'],
    ['talk.ppt', 'PK\x03\x04', 'a presentation'],
    ['backup.tar.gz', '\x1f\x8b\x08', 'a gzip archive'],
    ['data.db', 'SQLite format 3\0', 'a SQLite database'],
    ['run.txt', '\x7fELF\x02', 'a program, although its name ends in ".txt"'],
    ['clip.mp4', '\0\0\0\x20ftypisom', 'a video or audio file'],
  ])('%s is refused by its true kind, with a remedy', (source, head, kind) => {
    const fault = refusalOf(source, bytes(head));
    expect(fault.code).toBe('file-unsupported');
    expect(fault.message).toBe(`${source} is ${kind}, which is not read`);
    expect(fault.hint).toMatch(/^[A-Z].+\.$/);
  });

  test('old Office files are named by what is inside them', async () => {
    const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from('WordDocument', 'utf16le')]);
    const parser = parserFor('letter.docx', ole);
    await expect(parser?.parse({ source: 'letter.docx', bytes: ole })).rejects.toMatchObject({
      code: 'file-unsupported',
      message: 'letter.docx is an old Word document (.doc), which is not read',
    });
  });

  test('text with the ending of an office format is still text', () => {
    expect(parserFor('export.xls', bytes('name\tamount\nAna\t3\n'))?.name).not.toBeNull();
    expect(parserFor('export.xls', bytes('<html><body>table</body></html>'))?.name).toBe('html');
  });

  test('binary data of no known format has no parser', () => {
    expect(
      parserFor(
        'thing.xyz',
        Uint8Array.from({ length: 200 }, (_, index) => (index * 37) % 256),
      ),
    ).toBeNull();
  });

  test('prose that begins like a signature is not refused', () => {
    expect(parserFor('cars.txt', bytes('BMW builds cars in Munich and Leipzig.\n'))?.name).toBe('text');
    expect(
      parserFor('mz.txt', bytes('MZ is a mark of old programs. This line is long enough to reach the place of the pointer.\n'))?.name,
    ).toBe('text');
  });

  test.each([
    ['a/b.PDF', '.pdf'],
    ['a.b/c', ''],
    ['.gitignore', ''],
    ['x.tar.gz', '.gz'],
  ])('the ending of %s is "%s"', (source, extension) => {
    expect(extensionOf(source)).toBe(extension);
  });

  test('nothing heavy is loaded before a file is parsed', async () => {
    const { execFileSync } = await import('node:child_process');
    const registry = new URL('../../ingest/parse/index.ts', import.meta.url).href;
    const script = `import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ resolve(name, context, next) { if (!/^(?:[./]|node:|file:)/.test(name)) loaded.push(name); return next(name, context); } });
      await import(${JSON.stringify(registry)});
      console.log(loaded.join(' '));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(output.trim()).toBe('');
  });

  test('every parser has a version and a name of its own', () => {
    expect(new Set(parsers.map((parser) => parser.name)).size).toBe(parsers.length);
    for (const parser of parsers) expect(parser.version).toBeGreaterThan(0);
  });
});
