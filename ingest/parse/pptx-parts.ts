/** The parts of a presentation, unpacked under limits, and what they refer to. */
import { posix } from 'node:path';
import type { FileInput } from '../../core/ports.ts';
import { type OfficeParts, readOfficeParts } from './office-parts.ts';
import { isPictureName } from './pictures.ts';
import { elementsNamed, xmlTree } from './xml-tree.ts';

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

export const readPptxParts = (file: FileInput): OfficeParts =>
  readOfficeParts(file, {
    ...{ kind: 'presentation', article: 'a', limits, mostEntries, mostPicturesBytes },
    isProof: (name) => name.startsWith('ppt/'),
    isNeeded,
    isPicture: (name) => name.startsWith('ppt/media/') && isPictureName(name),
  });

/** What is of the slides themselves: no masters, layouts and themes, whose words are the same on every slide. */
function isNeeded(name: string): boolean {
  return /^ppt\/(?:_rels\/)?presentation\.xml|^ppt\/(?:slides|notesSlides|comments)\/.*\.(?:xml|rels)$|^docProps\/core\.xml$/.test(name);
}

/** What a part refers to by id. What lies outside of the file is not there. */
export function relationsOf(source: string, parts: OfficeParts, name: string): ReadonlyMap<string, Relation> {
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
