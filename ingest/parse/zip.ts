/** ZIP archives: no text of their own, only inner files, taken out under limits and never written anywhere. */
import { AppError } from '../../core/errors.ts';
import type { InnerFile, ParseResult, Parser } from '../../core/ports.ts';
import { docx } from './docx.ts';
import { distinctNames, tidyPath } from './inner-name.ts';
import { odf } from './odf.ts';
import { pptx } from './pptx.ts';
import { beginsLikeZip, readZipDirectory, type ZipEntry } from './zip-directory.ts';
import { type InflateLimits, inflater } from './zip-inflate.ts';

const megabyte = 1024 * 1024;
/** A parser process may use 768 MB (CARREL_PARSER_MEMORY_BYTES) and holds packed and unpacked bytes at once. */
const limits: InflateLimits = { entryBytes: 128 * megabyte, totalBytes: 256 * megabyte, ratio: 250 };
/** An archive of a whole handbook or code base has some thousands; the hostile one seen has 5,000 empty ones. */
const mostEntries = 20_000;

export const zip: Parser = {
  name: 'zip',
  version: 1,
  extensions: ['.zip'],
  matches: beginsLikeZip,
  async parse(file) {
    if (!beginsLikeZip(file.bytes)) {
      throw new AppError('file-damaged', `${file.source} is not a ZIP archive`, 'Check where it comes from, or give it its true ending.');
    }
    const { entries, total } = readZipDirectory(file.source, file.bytes, mostEntries);
    if (entries.some(({ name }) => name === 'mimetype') && entries.some(({ name }) => name === 'content.xml')) return odf.parse(file);
    const office = officeKind(entries);
    if (office === 'word') return docx.parse(file);
    if (office === 'slides') return pptx.parse(file);
    if (office !== null) {
      throw new AppError('file-unsupported', `${file.source} is ${office.name}, which is not read`, office.remedy);
    }
    return unpackAll(file.source, entries, total);
  },
};

function unpackAll(source: string, entries: readonly ZipEntry[], total: number): ParseResult {
  const files = entries.filter((entry) => entry.kind === 'file');
  if (total === 0) throw new AppError('file-empty', `${source} is an archive without files`, 'Nothing to do, or check how it was packed.');
  if (files.length > 0 && files.every((entry) => entry.encrypted)) {
    throw new AppError('file-encrypted', `${source} is protected by a password`, 'Unpack it and add the folder.');
  }
  const inflate = inflater(limits);
  const inner: InnerFile[] = [];
  const refused: { name: string; reason: string }[] = [];
  const distinct = distinctNames();
  for (const entry of entries) {
    if (entry.kind === 'folder') continue;
    const name = tidyPath(entry.name);
    const reason = refusalByName(entry, name);
    const result = reason === null ? inflate(entry) : ({ ok: false, reason } as const);
    if (result.ok) inner.push({ name: distinct(name), bytes: result.bytes });
    else refused.push({ name: shownName(name), reason: result.reason });
  }
  if (total > entries.length) {
    const reason = `${total - entries.length} more entries were not read: an archive may hold ${mostEntries}. Unpack it and add the folder.`;
    refused.push({ name: 'further entries', reason });
  }
  return { document: null, inner, refused };
}

/** Why an entry may not be taken out; null when it may. */
function refusalByName(entry: ZipEntry, name: string): string | null {
  if (entry.kind === 'link') return 'It is a symbolic link; links are not followed.';
  if (name === '') return 'It has no name.';
  if (/^[/\\]|^[a-z]:/i.test(entry.name) || name.split('/').includes('..')) return 'Its name points outside the archive.';
  if (/(?:^|\/)(?:__MACOSX\/|\.DS_Store$)/.test(name)) return 'It is metadata that macOS adds.';
  return null;
}

/** A refused name goes into the report, and must not look like a path there either. */
function shownName(name: string): string {
  return name === ''
    ? 'unnamed entry'
    : name
        .split('/')
        .map((part) => (part === '..' ? '__' : part))
        .join('/');
}

/** Office files are ZIP archives too; their parts are no files for people. */
function officeKind(entries: readonly ZipEntry[]): 'word' | 'slides' | { readonly name: string; readonly remedy: string } | null {
  const has = (start: string): boolean => entries.some((entry) => entry.name.startsWith(start));
  if (!has('[Content_Types].xml')) return null;
  if (has('word/')) return 'word';
  if (has('xl/')) return { name: 'an Excel workbook', remedy: 'Save each sheet as CSV and add that.' };
  if (has('ppt/')) return 'slides';
  return null;
}
