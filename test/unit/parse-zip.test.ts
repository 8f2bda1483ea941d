import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { docx } from '../../ingest/parse/docx.ts';
import { distinctNames, tidyPath } from '../../ingest/parse/inner-name.ts';
import { pptx } from '../../ingest/parse/pptx.ts';
import { zip } from '../../ingest/parse/zip.ts';
import { readZipDirectory } from '../../ingest/parse/zip-directory.ts';
import { inflater } from '../../ingest/parse/zip-inflate.ts';

const roomy = { entryBytes: 1000, totalBytes: 1500, ratio: 10_000 };

function entriesOf(bytes: Uint8Array) {
  return readZipDirectory('a.zip', bytes, 100).entries;
}

describe('unpacking under limits', () => {
  test('an entry over its limit is refused however small it claims to be', () => {
    const packed = Buffer.from(zipSync({ 'a.txt': new Uint8Array(5000) }));
    // The declared size in the central directory becomes 1.
    packed.writeUInt32LE(1, packed.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02])) + 24);
    const [entry] = entriesOf(packed);
    expect(entry?.declaredBytes).toBe(1);
    expect(entry && inflater(roomy)(entry)).toMatchObject({ ok: false, code: 'suspicious' });
  });

  test('the sum of all entries has a limit', () => {
    const inflate = inflater(roomy);
    const results = entriesOf(zipSync({ a: new Uint8Array(900), b: new Uint8Array(900), c: new Uint8Array(500) })).map(inflate);
    expect(results.map((result) => result.ok)).toEqual([true, false, true]);
  });

  test('a large entry that grows as only bombs do is refused by its ratio', () => {
    const limits = { entryBytes: 1e9, totalBytes: 1e9, ratio: 250 };
    const [entry] = entriesOf(zipSync({ zeros: new Uint8Array(4 * 1024 * 1024) }));
    expect(entry && inflater(limits)(entry)).toMatchObject({ ok: false, reason: expect.stringContaining('250 times') });
  });

  test('damaged bytes, wrong checksums and unknown methods are refused by name', () => {
    const good = zipSync({ 'a.txt': strToU8('hello hello hello hello hello') });
    const damaged = Buffer.from(good);
    damaged.fill(0xff, 38, 44);
    const [entry] = entriesOf(good);
    const inflate = inflater(roomy);
    expect(entriesOf(damaged).map(inflate)[0]).toMatchObject({ ok: false, code: 'damaged' });
    expect(entry && inflate({ ...entry, crc: 1 })).toMatchObject({ ok: false, code: 'damaged' });
    expect(entry && inflate({ ...entry, method: 99 })).toMatchObject({ ok: false, reason: expect.stringContaining('method 99') });
  });

  test('entries that share their bytes are read once only', async () => {
    const result = await zip.parse({ source: 'overlap.zip', bytes: overlapping(50) });
    expect(result.inner).toHaveLength(1);
    expect(result.refused).toHaveLength(49);
    expect(result.refused[0]?.reason).toContain('shared with another entry');
  });

  test('past the limit of entries one line tells how many were left', () => {
    const { entries, total } = readZipDirectory(
      'a.zip',
      zipSync(Object.fromEntries([...'abcdef'].map((name) => [name, strToU8(name)]))),
      4,
    );
    expect([entries.length, total]).toEqual([4, 6]);
  });
});

describe('faults of archives', () => {
  test.each([
    ['text named like an archive', Buffer.from('hello, this is no archive'), 'file-damaged'],
    ['an archive without its directory', zipSync({ a: strToU8('a') }).slice(0, 20), 'file-damaged'],
    ['an empty archive', zipSync({}), 'file-empty'],
  ])('%s is %s', async (_, bytes, code) => {
    await expect(zip.parse({ source: 'a.zip', bytes })).rejects.toMatchObject({ code });
  });
});

describe('Word files that are traps', () => {
  const word = (main: string): Uint8Array => zipSync({ '[Content_Types].xml': strToU8('<Types/>'), 'word/document.xml': strToU8(main) });

  test('a bomb is refused before mammoth sees it', async () => {
    const bytes = word(`<w:document>${' '.repeat(30 * 1024 * 1024)}</w:document>`);
    const started = performance.now();
    await expect(docx.parse({ source: 'bomb.docx', bytes })).rejects.toMatchObject({ code: 'file-suspicious' });
    // mammoth alone takes seconds for it; the machine may be busy.
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('entities are not expanded, and no outside file is read', async () => {
    const bytes = word('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document>&x;</w:document>');
    await expect(docx.parse({ source: 'xxe.docx', bytes })).rejects.toMatchObject({ code: 'file-damaged' });
  });

  test('an archive without a Word part is told apart from a damaged one', async () => {
    const bytes = zipSync({ 'readme.txt': strToU8('no Word here') });
    await expect(docx.parse({ source: 'a.docx', bytes })).rejects.toMatchObject({ code: 'file-unsupported' });
  });
});

describe('names inside containers', () => {
  test('paths are tidied', () => {
    expect(tidyPath('a\\.\\b//c\n.txt')).toBe('a/b/c_.txt');
    expect(tidyPath('invoice\u202efdp.exe')).toBe('invoice_fdp.exe');
  });

  test('the same name is given twice with a number', () => {
    const distinct = distinctNames();
    expect(['a.txt', 'a.txt', 'a (2).txt', 'a.txt', 'b/c', 'b/c'].map(distinct)).toEqual([
      'a.txt',
      'a (2).txt',
      'a (2) (2).txt',
      'a (3).txt',
      'b/c',
      'b/c (2)',
    ]);
  });
});

/** One packed file that many directory entries point at: the idea of the overlap bombs, without their size. */
function overlapping(count: number): Uint8Array {
  const packed = deflateRawSync(Buffer.alloc(5000));
  const single = Buffer.from(zipSync({ 'same.txt': new Uint8Array(5000) }));
  const start = single.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  const end = single.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  const directory = Buffer.concat(Array.from({ length: count }, () => single.subarray(start, end)));
  const tail = Buffer.from(single.subarray(end));
  tail.writeUInt16LE(count, 8);
  tail.writeUInt16LE(count, 10);
  tail.writeUInt32LE(directory.length, 12);
  return packed.length > 0 ? Buffer.concat([single.subarray(0, start), directory, tail]) : single;
}

describe('presentations', () => {
  test('a presentation named as a ZIP archive is read as slides', async () => {
    const bytes = new Uint8Array(readFileSync(new URL('../fixtures/pptx/sources/workshop.pptx', import.meta.url)));
    const { document } = await zip.parse({ source: 'talk.zip', bytes });
    expect(document?.pageStarts).toHaveLength(3);
  });

  test('a slide that unpacks as only bombs do makes the presentation suspicious', async () => {
    const bytes = zipSync({ 'ppt/presentation.xml': strToU8('<p/>'), 'ppt/slides/slide1.xml': new Uint8Array(20 * 1024 * 1024) });
    await expect(pptx.parse({ source: 'bomb.pptx', bytes })).rejects.toMatchObject({ code: 'file-suspicious' });
  });
});
