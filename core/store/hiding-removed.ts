/**
 * Documents that a person has removed are nobody's from that moment on, although their bytes leave the file a little later.
 * Every reader is wrapped in this, so that no door need know of it.
 */
import type { CollectionReader, LegScore } from '../ports.ts';
import type { ChunkId, CollectionSummary, DocumentId, DocumentRecord } from '../types.ts';
import { isWanted } from './document-page.ts';

/** What was promised to be removed from a collection, and is not wiped yet. */
export interface Removed {
  readonly documents: ReadonlySet<DocumentId>;
  /** When the newest of them was removed. */
  readonly at: string;
}

/** A whole document, for a reader that wants its pictures. */
const everything = { start: 0, end: Number.MAX_SAFE_INTEGER };

/**
 * The same reader, for which removed documents are not there. Each method stands here by name, so that a new one cannot be
 * forgotten. `removed` is asked at every call, and gives the same object while nothing changes; `closed` is told of the end.
 */
export function hidingRemoved(reader: CollectionReader, removed: () => Removed, closed: () => void): CollectionReader {
  const chunks = chunksOfRemoved(reader);
  const records = recordsOfRemoved(reader);
  const isShown = (id: DocumentId): boolean => !removed().documents.has(id);
  const shown = (records: readonly DocumentRecord[]): readonly DocumentRecord[] =>
    removed().documents.size === 0 ? records : records.filter(({ id }) => isShown(id));
  const living = <Place extends { readonly id: ChunkId }>(places: readonly Place[]): readonly Place[] => {
    const dead = chunks(removed());
    return dead.size === 0 ? places : places.filter(({ id }) => !dead.has(id));
  };
  return {
    name: reader.name,
    summary() {
      const summary = reader.summary();
      return without(summary, removed(), records(removed(), summary.updatedAt));
    },
    documents: () => shown(reader.documents()),
    documentPage(wanted) {
      const page = reader.documentPage(wanted);
      const gone = removed().documents.size === 0 ? [] : records(removed(), reader.summary().updatedAt);
      return { ...page, documents: shown(page.documents), total: page.total - gone.filter((record) => isWanted(record, wanted)).length };
    },
    document: (id) => (isShown(id) ? reader.document(id) : null),
    original: (id) => (isShown(id) ? reader.original(id) : null),
    chunks(id) {
      if (id !== null) return isShown(id) ? reader.chunks(id) : [];
      return removed().documents.size === 0 ? reader.chunks(null) : reader.chunks(null).filter(({ documentId }) => isShown(documentId));
    },
    images(id, span) {
      if (!isShown(id)) return [];
      // Another document may show a picture that is a file of its own, and removed.
      const gone = new Set([...removed().documents].flatMap((one) => reader.images(one, everything)).map(({ base64 }) => base64));
      return reader.images(id, span).filter(({ base64 }) => !gone.has(base64));
    },
    slice: (id, start, end) => (isShown(id) ? reader.slice(id, start, end) : ''),
    chunksById: (ids) => reader.chunksById(ids).filter(({ documentId }) => isShown(documentId)),
    legs(question, depth, queryVector) {
      // So much deeper, since as many may fall out.
      const { word, trigram, vector, terms } = reader.legs(question, depth + chunks(removed()).size, queryVector);
      const best = (scores: readonly LegScore[]): readonly LegScore[] => living(scores).slice(0, depth);
      return { word: best(word), trigram: best(trigram), vector: best(vector), terms };
    },
    namePlaces: (names, most) => reader.namePlaces(names, most).map((places) => living(places)),
    termHolders: (terms) => reader.termHolders(terms).filter(({ documentId }) => isShown(documentId)),
    sectionCounts() {
      const counts = reader.sectionCounts();
      return removed().documents.size === 0 ? counts : new Map([...counts].filter(([id]) => isShown(id)));
    },
    servingEmbedder: () => reader.servingEmbedder(),
    close() {
      reader.close();
      closed();
    },
  };
}

/** The chunks of removed documents that are still in the file, looked up once for each new promise. */
function chunksOfRemoved(reader: CollectionReader): (removed: Removed) => ReadonlySet<ChunkId> {
  let known: Removed | null = null;
  let chunks: ReadonlySet<ChunkId> = new Set();
  return (removed) => {
    if (known !== removed) chunks = new Set([...removed.documents].flatMap((id) => reader.chunks(id)).map(({ id }) => id));
    known = removed;
    return chunks;
  };
}

/** The records of removed documents that are still in the file. A collection that has changed may have wiped some of them. */
function recordsOfRemoved(reader: CollectionReader): (removed: Removed, updatedAt: string) => readonly DocumentRecord[] {
  let known: { readonly removed: Removed; readonly updatedAt: string } | null = null;
  let records: readonly DocumentRecord[] = [];
  return (removed, updatedAt) => {
    if (known?.removed !== removed || known.updatedAt !== updatedAt)
      records = [...removed.documents].flatMap((id) => reader.document(id)?.record ?? []);
    known = { removed, updatedAt };
    return records;
  };
}

function without(summary: CollectionSummary, { documents, at }: Removed, records: readonly DocumentRecord[]): CollectionSummary {
  if (documents.size === 0) return summary;
  const gone = records.filter(({ status }) => status === 'indexed');
  const sum = (of: (record: DocumentRecord) => number): number => gone.reduce((total, record) => total + of(record), 0);
  return {
    ...summary,
    documents: summary.documents - gone.length,
    chunks: summary.chunks - sum((record) => record.chunks),
    tokens: summary.tokens - sum((record) => record.tokens),
    doubtful: summary.doubtful - gone.filter(({ warnings }) => warnings.length > 0).length,
    unread: summary.unread - (records.length - gone.length),
    updatedAt: changedAt(summary.updatedAt, at, documents.size),
  };
}

/** Whoever keeps what it has read goes by this time: each removal moves it, also two in one millisecond. */
function changedAt(updatedAt: string, removedAt: string, count: number): string {
  return new Date(Math.max(Date.parse(updatedAt) || 0, Date.parse(removedAt)) + count).toISOString();
}
