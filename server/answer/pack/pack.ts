/**
 * The beginning of every prompt that holds a whole collection. In canonical order at first; what changes later is
 * appended, and what it replaces keeps its place and is called out of date, so that what a model has read stays true.
 */
import type { DocumentId, Passage, SectionsRead } from '../../../core/types.ts';
import type { NumberedPassage } from '../passages.ts';
import { numberTokens, type Outdated, outdatedNote, type PromptDocument, prefixTokens, renderDocument } from '../prompt.ts';
import type { DocumentVersion } from './version.ts';

export interface PackedDocument extends PromptDocument {
  readonly version: DocumentVersion;
  readonly passages: readonly NumberedPassage[];
}

export interface Pack {
  /** In prompt order. A later one of the same document is a newer version of it. */
  readonly versions: readonly PackedDocument[];
  /** The same as they are sent, followed by a note of what is out of date when anything is. */
  readonly documents: readonly PromptDocument[];
  /** Of `documents`, with the newlines between them. */
  readonly tokens: number;
  /** The newest versions, which are what may be answered from. */
  readonly current: ReadonlyMap<DocumentId, PackedDocument>;
  /** Of the newest versions. */
  readonly passages: readonly NumberedPassage[];
  /** Passages of older versions by number: the model may still name them. */
  readonly outdated: ReadonlyMap<number, Passage>;
  /** How many documents at the beginning are in canonical order; what follows is the delta. */
  readonly base: number;
  readonly sections: SectionsRead;
}

type CountTokens = (text: string) => number;

/** The newest versions alone, by source: the same for the same documents whatever happened before. */
export function canonicalPack(versions: readonly DocumentVersion[], countTokens: CountTokens): Pack {
  const ordered = versions.toSorted((one, other) => (one.record.source < other.record.source ? -1 : 1));
  const all = appended([], ordered, countTokens);
  return assembled(all, all.length, countTokens);
}

/** The same documents in their places, and these new or newer ones after them. */
export function extendedPack(pack: Pack, versions: readonly DocumentVersion[], countTokens: CountTokens): Pack {
  const ordered = versions.toSorted((one, other) => (one.record.source < other.record.source ? -1 : 1));
  return assembled(appended(pack.versions, ordered, countTokens), pack.base, countTokens);
}

/** The pack with newer records for versions that have the same text: bytes and numbers stay as they are. */
export function relabelledPack(pack: Pack, same: readonly DocumentVersion[]): Pack {
  const newer = new Map(same.map((version) => [pack.current.get(version.record.id), version]));
  const versions = pack.versions.map((packed) => ({ ...packed, version: newer.get(packed) ?? packed.version }));
  return { ...pack, versions, current: newestOf(versions) };
}

/** Tokens of what is out of date and of what came after the canonical part: the price of not packing anew. */
export function deltaTokens({ versions, current, base }: Pack): number {
  const moved = versions.filter((packed, index) => index >= base || !isNewest(packed, current));
  return moved.reduce((sum, { tokens }) => sum + tokens, 0);
}

function appended(
  before: readonly PackedDocument[],
  added: readonly DocumentVersion[],
  countTokens: CountTokens,
): readonly PackedDocument[] {
  const all = [...before];
  let next = 1 + before.reduce((sum, { passages }) => sum + passages.length, 0);
  for (const version of added) {
    const { id: documentId, source, title } = version.record;
    const first = next;
    const passages = version.parts.map((part, index) => ({ number: first + index, documentId, source, title, ...part }));
    const tokens = version.tokens + passages.reduce((sum, { number }) => sum + numberTokens(number, countTokens), 0);
    all.push({ version, passages, text: renderDocument(source, passages), tokens });
    next += passages.length;
  }
  return all;
}

function assembled(versions: readonly PackedDocument[], base: number, countTokens: CountTokens): Pack {
  const current = newestOf(versions);
  const old = versions.filter((packed) => !isNewest(packed, current));
  const note =
    old.length === 0
      ? []
      : [
          outdatedNote(
            old.map((packed) => replaced(packed, current)),
            countTokens,
          ),
        ];
  const documents = [...versions, ...note];
  const total = [...current.values()].reduce((sum, { version }) => sum + version.sections, 0);
  return {
    ...{ versions, documents, current, base },
    tokens: prefixTokens(documents),
    passages: versions.flatMap((packed) => (isNewest(packed, current) ? packed.passages : [])),
    outdated: new Map(old.flatMap(({ passages }) => passages.map((passage) => [passage.number, passage]))),
    sections: { read: total, total },
  };
}

type Newest = ReadonlyMap<DocumentId, PackedDocument>;

const newestOf = (versions: readonly PackedDocument[]): Newest => new Map(versions.map((packed) => [packed.version.record.id, packed]));

const isNewest = (packed: PackedDocument, current: Newest): boolean => current.get(packed.version.record.id) === packed;

function replaced({ version, passages }: PackedDocument, current: Newest): Outdated {
  const { id, source } = version.record;
  const newer = current.get(id)?.passages[0]?.number ?? 0;
  return { source, first: passages[0]?.number ?? 0, last: passages.at(-1)?.number ?? 0, newer };
}
