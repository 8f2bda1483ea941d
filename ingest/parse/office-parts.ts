/** The parts of an office file: a ZIP archive unpacked under limits, as far as they are read. */
import { AppError } from '../../core/errors.ts';
import type { FileInput } from '../../core/ports.ts';
import { mostPictureBytes } from './pictures.ts';
import { beginsLikeZip, readZipDirectory } from './zip-directory.ts';
import { type InflateLimits, inflater } from './zip-inflate.ts';

/** XML parts and pictures by their name in the archive. */
export type OfficeParts = ReadonlyMap<string, Uint8Array>;

export interface OfficeArchive {
  /** As a person calls it, without an article: "presentation". */
  readonly kind: string;
  readonly article: 'a' | 'an';
  readonly limits: InflateLimits;
  readonly mostEntries: number;
  /** Of all pictures together; those beyond are left out, which is no fault of the file. */
  readonly mostPicturesBytes: number;
  /** Whether a part of this name says that it is such a file. */
  isProof(name: string): boolean;
  isNeeded(name: string): boolean;
  isPicture(name: string): boolean;
}

/**
 * @throws AppError file-damaged when it is no archive or a part is broken, file-unsupported when it is another office format,
 * file-encrypted, file-suspicious when it unpacks beyond the limits.
 */
export function readOfficeParts({ source, bytes }: FileInput, archive: OfficeArchive): OfficeParts {
  const { kind, article, limits, mostEntries, mostPicturesBytes } = archive;
  const otherwise = 'Give it its true ending.';
  if (!beginsLikeZip(bytes))
    throw new AppError('file-damaged', `${source} is not ${article} ${kind}, although it is named like one`, otherwise);
  const { entries } = readZipDirectory(source, bytes, mostEntries);
  if (!entries.some(({ name }) => archive.isProof(name))) {
    throw new AppError('file-unsupported', `${source} holds no ${kind}, although it is named like one`, otherwise);
  }
  const inflate = inflater(limits);
  const inflatePicture = inflater({ ...limits, entryBytes: mostPictureBytes, totalBytes: mostPicturesBytes });
  const parts = new Map<string, Uint8Array>();
  for (const entry of entries) {
    const { name } = entry;
    if (entry.kind !== 'file' || parts.has(name)) continue;
    const isPicture = archive.isPicture(name);
    if (!isPicture && !archive.isNeeded(name)) continue;
    const result = isPicture ? inflatePicture(entry) : inflate(entry);
    if (result.ok) parts.set(name, result.bytes);
    else if (!isPicture) throw unreadable(source, name, result, 'Open it in its own program and save it again.');
  }
  return parts;
}

/** The fault of a file that has a part which cannot be unpacked. */
export function unreadable(
  source: string,
  part: string,
  { code, reason }: { readonly code: 'damaged' | 'encrypted' | 'suspicious'; readonly reason: string },
  hint: string,
): AppError {
  return new AppError(`file-${code}`, `${source} cannot be read: ${part} inside it. ${reason.replace(/\.$/, '')}`, hint);
}

/** The title among a file's properties, unless it is one that a program made up; "" when there is none. */
export function titleAmong(properties: Uint8Array | undefined): string {
  const xml = Buffer.from(properties ?? []).toString('utf8');
  const title = /<dc:title>([^<]*)<\/dc:title>/.exec(xml)?.[1]?.trim() ?? '';
  return /^(?:untitled|document\d*|microsoft word\b.*|powerpoint presentation|.*\.docx?|normal|title)$/i.test(title)
    ? ''
    : withoutEntities(title);
}

function withoutEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
}
