/** The parts of a presentation, unpacked under limits, and what they refer to. */
import { posix } from 'node:path';
import { AppError } from '../../core/errors.ts';
import type { FileInput } from '../../core/ports.ts';
import { isPictureName, mostPictureBytes } from './pictures.ts';
import { elementsNamed, xmlTree } from './xml-tree.ts';
import { beginsLikeZip, readZipDirectory } from './zip-directory.ts';
import { inflater } from './zip-inflate.ts';

/** XML parts and pictures by their name in the archive. */
export type PptxParts = ReadonlyMap<string, Uint8Array>;

export interface Relation {
  /** The last part of the type's address: "slide", "notesSlide", "image". */
  readonly type: string;
  /** The name of a part of the same file. */
  readonly target: string;
}

const megabyte = 1024 * 1024;
/** A slide is some ten kilobytes; its tree takes about ten times its bytes of the 768 MB that a parser has. */
const limits = { entryBytes: 16 * megabyte, totalBytes: 96 * megabyte, ratio: 200 };
const mostEntries = 30_000;
const mostPicturesBytes = 32 * megabyte;

/** @throws AppError file-damaged, file-suspicious or file-unsupported, as for a Word file. */
export function readPptxParts({ source, bytes }: FileInput): PptxParts {
  if (!beginsLikeZip(bytes)) {
    throw new AppError('file-damaged', `${source} is not a presentation, although it is named like one`, 'Give it its true ending.');
  }
  const { entries } = readZipDirectory(source, bytes, mostEntries);
  if (!entries.some(({ name }) => name.startsWith('ppt/'))) {
    throw new AppError('file-unsupported', `${source} holds no presentation, although it is named like one`, 'Give it its true ending.');
  }
  const inflate = inflater(limits);
  const inflatePicture = inflater({ ...limits, entryBytes: mostPictureBytes, totalBytes: mostPicturesBytes });
  const parts = new Map<string, Uint8Array>();
  for (const entry of entries) {
    if (entry.kind !== 'file' || parts.has(entry.name)) continue;
    const isPicture = entry.name.startsWith('ppt/media/') && isPictureName(entry.name);
    if (!isPicture && !isNeeded(entry.name)) continue;
    const result = isPicture ? inflatePicture(entry) : inflate(entry);
    if (result.ok) parts.set(entry.name, result.bytes);
    else if (!isPicture) {
      const reason = result.reason.replace(/\.$/, '');
      throw new AppError(
        `file-${result.code}`,
        `${source} cannot be read: ${entry.name} inside it. ${reason}`,
        'Open it in its own program and save it again.',
      );
    }
  }
  return parts;
}

/** What is of the slides themselves: no masters, layouts and themes, whose words are the same on every slide. */
function isNeeded(name: string): boolean {
  return /^ppt\/(?:_rels\/)?presentation\.xml|^ppt\/(?:slides|notesSlides|comments)\/.*\.(?:xml|rels)$|^docProps\/core\.xml$/.test(name);
}

/** What a part refers to by id. What lies outside of the file is not there. */
export function relationsOf(source: string, parts: PptxParts, name: string): ReadonlyMap<string, Relation> {
  const folder = posix.dirname(name);
  const bytes = parts.get(`${folder}/_rels/${posix.basename(name)}.rels`);
  const relations = new Map<string, Relation>();
  if (bytes === undefined) return relations;
  for (const { attributes } of elementsNamed(xmlTree(source, bytes), 'Relationship')) {
    const { Id = '', Type = '', Target = '', TargetMode = '' } = attributes;
    if (TargetMode === 'External') continue;
    const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
    relations.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), target });
  }
  return relations;
}
