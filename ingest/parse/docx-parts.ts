/** The parts of a Word file: unpacked under limits, ready to be packed again for mammoth. */
import { AppError } from '../../core/errors.ts';
import type { FileInput } from '../../core/ports.ts';
import { withReadableMath } from './docx-math.ts';
import { type OfficeParts, unreadable } from './office-parts.ts';
import { isPictureName, mostPictureBytes } from './pictures.ts';
import { beginsLikeZip, readZipDirectory } from './zip-directory.ts';
import { inflater } from './zip-inflate.ts';

export type DocxParts = OfficeParts;

const megabyte = 1024 * 1024;
/**
 * mammoth took 19 s and 960 MB for 300 MB of XML (measured), and a parser has 25 s and 768 MB; a thousand pages of prose
 * are about 20 MB of XML, packed ten to twenty times smaller.
 */
const limits = { entryBytes: 60 * megabyte, totalBytes: 90 * megabyte, ratio: 200 };
const mostEntries = 10_000;
/** They are packed for mammoth and come back as text, several times over in the memory of a parser. */
const mostDocxPicturesBytes = 32 * megabyte;
const mainPart = 'word/document.xml';

/**
 * @throws AppError file-damaged when it is no Word file, file-suspicious when it unpacks beyond the limits,
 * file-unsupported when it is another office format.
 */
export function readDocxParts({ source, bytes }: FileInput): DocxParts {
  if (!beginsLikeZip(bytes)) {
    throw new AppError('file-damaged', `${source} is not a Word document, although it is named like one`, 'Give it its true ending.');
  }
  const { entries } = readZipDirectory(source, bytes, mostEntries);
  const inflate = inflater(limits);
  const inflatePicture = inflater({ ...limits, entryBytes: mostPictureBytes, totalBytes: mostDocxPicturesBytes });
  let pictureBytesLeft = mostDocxPicturesBytes;
  const parts = new Map<string, Uint8Array>();
  for (const entry of entries) {
    const name = entry.name.replace(/^\/+/, '');
    if (entry.kind !== 'file' || parts.has(name)) continue;
    if (isPicture(name) && entry.declaredBytes <= Math.min(mostPictureBytes, pictureBytesLeft)) {
      const picture = inflatePicture(entry);
      if (!picture.ok) continue;
      pictureBytesLeft -= picture.bytes.length;
      parts.set(name, picture.bytes);
    }
    if (!isNeeded(name)) continue;
    const result = inflate(entry);
    if (!result.ok) throw unreadable(source, name, result, 'Open it in a word processor and save it again as DOCX.');
    parts.set(name, result.bytes);
  }
  if (!entries.some((entry) => entry.name.includes('word/'))) {
    throw new AppError('file-unsupported', `${source} holds no Word document, although it is named like one`, 'Give it its true ending.');
  }
  return withReadableMath(parts);
}

const isPicture = (name: string): boolean => name.startsWith('word/media/') && isPictureName(name);

/** Fonts, macros and embedded files are never unpacked. */
function isNeeded(name: string): boolean {
  return /\.(?:xml|rels)$/i.test(name) && !/^word\/(?:theme|glossary|embeddings|media|activeX|charts|diagrams|fonts)\//i.test(name);
}

/** The distinct texts of headers and footers, as XML. Those of the first, odd and even pages are often the same. */
export function pageFurniture(parts: DocxParts): { readonly header: readonly string[]; readonly footer: readonly string[] } {
  const texts = (kind: string): readonly string[] => {
    const seen = new Map<string, string>();
    for (const name of [...parts.keys()].filter((part) => part.startsWith(`word/${kind}`)).sort()) {
      const xml = Buffer.from(parts.get(name) ?? []).toString('utf8');
      const words = xml
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim();
      if (words !== '' && !seen.has(words)) seen.set(words, name);
    }
    return [...seen.values()];
  };
  return { header: texts('header'), footer: texts('footer') };
}

/** The same file with a header or footer in the place of its body: mammoth itself reads only the body. */
export function asMainPart(parts: DocxParts, name: string): DocxParts {
  const xml = Buffer.from(parts.get(name) ?? []).toString('utf8');
  const body = xml.replace(/<w:(?:hdr|ftr)\b([^>]*)>/, '<w:document$1><w:body>').replace(/<\/w:(?:hdr|ftr)>\s*$/, '</w:body></w:document>');
  const copy = new Map(parts);
  copy.set(mainPart, Buffer.from(body));
  const relations = parts.get(name.replace(/^word\//, 'word/_rels/').concat('.rels'));
  if (relations === undefined) copy.delete('word/_rels/document.xml.rels');
  else copy.set('word/_rels/document.xml.rels', relations);
  return copy;
}
