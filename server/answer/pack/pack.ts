/**
 * The beginning of every prompt that holds a whole collection. In canonical order at first; what changes later is
 * appended, and what it replaces keeps its place and is called out of date, so that what a model has read stays true.
 */
import type { DocumentId, Passage, SectionsRead } from '../../../core/types.ts';
import type { NumberedPassage } from '../passages/passages.ts';
import { type Outdated, outdatedNote, type PromptDocument, prefixTokens, renderDocument } from '../prompt/prompt.ts';
import type { DocumentVersion } from './version.ts';

interface PackedDocument extends PromptDocument {
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

/**
 * These versions alone, by source: the same for the same documents whatever happened before.
 * @param former what has kept its version and its numbers since then is taken as it is
 */
export async function canonicalPack(versions: readonly DocumentVersion[], former: Pack | null, countTokens: CountTokens): Promise<Pack> {
  const known = new Map(former?.versions.map((packed) => [packed.version, packed]));
  const all = await appended([], bySource(versions), known, countTokens);
  return assembled(all, all.length, countTokens);
}

/** The same documents in their places, and these new or newer ones after them. */
export async function extendedPack(pack: Pack, versions: readonly DocumentVersion[], countTokens: CountTokens): Promise<Pack> {
  return assembled(await appended(pack.versions, bySource(versions), new Map(), countTokens), pack.base, countTokens);
}

const bySource = (versions: readonly DocumentVersion[]): readonly DocumentVersion[] =>
  versions.toSorted((one, other) => (one.record.source < other.record.source ? -1 : 1));

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

/** Numbers go on from what is before. Counting gives way to other requests after each document. */
async function appended(
  before: readonly PackedDocument[],
  added: readonly DocumentVersion[],
  known: ReadonlyMap<DocumentVersion, PackedDocument>,
  countTokens: CountTokens,
): Promise<readonly PackedDocument[]> {
  const all = [...before];
  let next = 1 + before.reduce((sum, { passages }) => sum + passages.length, 0);
  for (const version of added) {
    const kept = known.get(version);
    all.push(kept?.passages[0]?.number === next ? kept : numbered(version, next, countTokens));
    if (all.at(-1) !== kept) await new Promise((resolve) => setImmediate(resolve));
    next += version.parts.length;
  }
  return all;
}

function numbered(version: DocumentVersion, first: number, countTokens: CountTokens): PackedDocument {
  const { id: documentId, source, title } = version.record;
  const passages = version.parts.map((part, index) => ({ number: first + index, documentId, source, title, ...part }));
  const text = renderDocument(source, passages);
  return { version, passages, text, tokens: countTokens(text) };
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
