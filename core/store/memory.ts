/** A collection in memory, for tests: the same laws as the file, a naive search, nothing survives. */
import { isDeepStrictEqual } from 'node:util';
import { documentIdOf } from '../hash.ts';
import type { CollectionWriter, KnownFile, LegScore, NamePlace, OriginalFile } from '../ports.ts';
import { analyzeQuestion } from '../text/analyze.ts';
import type { ChunkId, ChunkTerms, DocumentId, DocumentRecord, ParsedDocument, PreparedDocument, StoredChunk } from '../types.ts';
import { isWanted, pageOf } from './document-page.ts';
import { assertTiled } from './tiling.ts';

interface Entry {
  readonly record: DocumentRecord;
  readonly known: KnownFile;
  readonly parsed: ParsedDocument | null;
  readonly bytes: Uint8Array | null;
  readonly chunks: readonly StoredChunk[];
  readonly terms: readonly ChunkTerms[];
}

/** An empty collection that lives as long as the object. Originals are kept as bytes only. */
export function memoryCollection(name: string): CollectionWriter {
  let entries: ReadonlyMap<DocumentId, Entry> = new Map();
  /** As they were before a `begin` without its `commit`. */
  let uncommitted: typeof entries | null = null;
  let lastChunk = 0;
  let updatedAt = new Date().toISOString();
  const vectors = new Map<string, Map<ChunkId, Float32Array>>();

  const put = (entry: Entry): DocumentId => {
    entries = new Map([...entries, [entry.record.id, entry]]);
    updatedAt = new Date().toISOString();
    return entry.record.id;
  };
  const ordered = (): readonly Entry[] => [...entries.values()].sort((one, other) => compareBytes(one.record.source, other.record.source));
  const indexed = (): readonly Entry[] => ordered().filter(({ record }) => record.status === 'indexed');
  const allChunks = (): readonly StoredChunk[] => ordered().flatMap((entry) => entry.chunks);

  return {
    name,
    summary: () => summaryOf(name, [...entries.values()], updatedAt),
    documents: () => ordered().map((entry) => entry.record),
    documentPage: (wanted) => {
      const all = ordered().flatMap(({ record }) => (isWanted(record, wanted) ? [record] : []));
      const rest = wanted.after === '' ? all : all.filter(({ source }) => compareBytes(source, wanted.after) > 0);
      return pageOf(rest.slice(0, wanted.limit + 1), wanted.limit, all.length);
    },
    document: (id) => {
      const entry = entries.get(id);
      if (entry === undefined) return null;
      return { record: entry.record, parsed: entry.parsed ?? { ...unreadText, title: entry.record.title } };
    },
    original: (id) => {
      const entry = entries.get(id);
      return entry?.bytes == null ? null : { bytes: entry.bytes, record: entry.record };
    },
    chunks: (id) => (id === null ? allChunks() : (entries.get(id)?.chunks ?? [])),
    chunksById: (ids) => ids.flatMap((id) => allChunks().find((chunk) => chunk.id === id) ?? []),
    images: (id, span) => {
      const { images = [], pictureReferences = [] } = entries.get(id)?.parsed ?? {};
      const shown = pictureReferences.flatMap((reference) => {
        const file = entries.get(documentIdOf(reference.source));
        return file?.record.format === 'picture' ? (file.parsed?.images ?? []).map((image) => ({ ...image, span: reference.span })) : [];
      });
      return [...images, ...shown]
        .filter((image) => image.span.start >= span.start && image.span.start < span.end)
        .sort((one, other) => one.span.start - other.span.start);
    },
    slice: (id, start, end) => entries.get(id)?.parsed?.text.slice(start, end) ?? '',
    legs: (question, depth) => ({ word: naiveMatches(question, ordered()).slice(0, depth), trigram: [], vector: [], terms: [] }),
    namePlaces: (names, most) => names.map((name) => placesOf(name, ordered())).map((places) => (places.length > most ? [] : places)),
    // It keeps no index that could tell.
    termHolders: () => indexed().map(({ record }) => ({ documentId: record.id, terms: new Set(), spans: null })),
    sectionCounts: () =>
      new Map(
        indexed().map(({ record, chunks }) => [record.id, new Set(chunks.map(({ section }) => `${section.start}:${section.end}`)).size]),
      ),
    servingEmbedder: () => null,
    close: () => {
      entries = uncommitted ?? entries;
      uncommitted = null;
    },
    known: () => new Map(ordered().map((entry) => [entry.record.source, entry.known])),
    save: (file, prepared) => {
      const entry = indexedEntry(file, prepared, lastChunk);
      lastChunk += entry.chunks.length;
      return put(entry);
    },
    saveUnread: (file, status, reason) => put(unreadEntry(file, status, reason)),
    moveOrigin: (from, to) => {
      entries = new Map(
        [...entries].map(([id, entry]) => {
          const { known } = entry;
          return [id, known.origin === from.origin ? { ...entry, known: { ...known, origin: to.origin } } : entry] as const;
        }),
      );
    },
    remove: (id) => {
      const remaining = new Map([...entries].filter(([other]) => other !== id));
      const removed = remaining.size < entries.size;
      entries = remaining;
      if (removed) updatedAt = new Date().toISOString();
      return removed;
    },
    batch: (work) => {
      const before = entries;
      try {
        return work();
      } catch (cause) {
        entries = before;
        throw cause;
      }
    },
    begin: () => {
      uncommitted = entries;
    },
    commit: () => {
      uncommitted = null;
    },
    finishIndex: (onProgress) => onProgress('nothing to learn', 1, 1),
    withoutVectors: (embedderId, limit) =>
      ordered()
        .flatMap((entry) => entry.chunks.map((chunk) => ({ id: chunk.id, input: embedInput(entry, chunk) })))
        .filter(({ id }) => vectors.get(embedderId)?.has(id) !== true)
        .slice(0, limit),
    saveVectors: (embedderId, _dimensions, saved) => {
      const kept = vectors.get(embedderId) ?? new Map<ChunkId, Float32Array>();
      for (const { id, vector } of saved) kept.set(id, vector);
      vectors.set(embedderId, kept);
    },
    inheritVectors: (from, to) => {
      const [before, now] = [entries.get(from), entries.get(to)];
      if (before === undefined || now === undefined) return;
      const same = now.chunks.flatMap((chunk, index) => {
        const old = before.chunks[index];
        const isSame = old !== undefined && isDeepStrictEqual(embedInput(before, old), embedInput(now, chunk));
        return isSame ? [{ from: old.id, to: chunk.id }] : [];
      });
      for (const kept of vectors.values()) {
        for (const pair of same) {
          const vector = kept.get(pair.from);
          if (vector !== undefined) kept.set(pair.to, vector);
        }
      }
    },
    owesCompaction: () => false,
    compact: () => undefined,
  };
}

const unreadText = { text: '', blocks: [], pageStarts: [], boxes: [], cells: [], warnings: [] };

function summaryOf(name: string, entries: readonly Entry[], updatedAt: string) {
  const records = entries.map((entry) => entry.record).filter((record) => record.status === 'indexed');
  const sum = (value: (record: DocumentRecord) => number): number => records.reduce((total, record) => total + value(record), 0);
  return {
    name,
    documents: records.length,
    chunks: sum((record) => record.chunks),
    tokens: sum((record) => record.tokens),
    doubtful: records.filter(({ warnings }) => warnings.length > 0).length,
    unread: entries.length - records.length,
    sizeBytes: sum((record) => record.sizeBytes),
    updatedAt,
  };
}

function indexedEntry(file: OriginalFile, prepared: PreparedDocument, lastChunk: number): Entry {
  const { parsed, format, language, chunks, terms, recipe } = prepared;
  assertTiled(file.source, prepared);
  const picturePages = parsed.blocks.filter(({ kind }) => kind === 'picture').length;
  const id = documentIdOf(file.source);
  return {
    record: {
      ...{ id, source: file.source, title: parsed.title, format, status: 'indexed', reason: '', warnings: parsed.warnings, language },
      pages: parsed.pageStarts.length,
      ...(picturePages === 0 ? {} : { picturePages }),
      characters: parsed.text.length,
      tokens: chunks.reduce((total, chunk) => total + chunk.tokens, 0),
      chunks: chunks.length,
      ...{ sizeBytes: file.sizeBytes, hash: file.hash, ingestedAt: new Date().toISOString() },
    },
    known: { hash: file.hash, recipe, origin: file.origin, status: 'indexed', reason: '' },
    parsed,
    bytes: file.kept.kind === 'bytes' ? file.kept.bytes : null,
    chunks: chunks.map((chunk, ordinal) => ({ ...chunk, id: (lastChunk + ordinal + 1) as ChunkId, documentId: id, ordinal })),
    terms,
  };
}

function unreadEntry(file: Parameters<CollectionWriter['saveUnread']>[0], status: 'skipped' | 'failed', reason: string): Entry {
  const { source, hash, sizeBytes, recipe, origin } = file;
  return {
    record: {
      ...{ id: documentIdOf(source), source, title: source, format: '', status, reason, warnings: [], language: 'und' },
      ...{ pages: 0, characters: 0, tokens: 0, chunks: 0, sizeBytes, hash, ingestedAt: new Date().toISOString() },
    },
    known: { hash, recipe, origin, status, reason },
    ...{ parsed: null, bytes: null, chunks: [], terms: [] },
  };
}

function embedInput(entry: Entry, chunk: StoredChunk) {
  const text = entry.parsed?.text.slice(chunk.span.start, chunk.span.end) ?? '';
  return { title: entry.record.title, headings: chunk.headings, text };
}

/** Chunks by the number of the question's words that they hold. */
function naiveMatches(question: string, entries: readonly Entry[]): readonly LegScore[] {
  const wanted = new Set(analyzeQuestion(question, [...new Set(entries.map((entry) => entry.record.language))]).words);
  return entries
    .flatMap((entry) => entry.chunks.map((chunk) => ({ id: chunk.id, score: matches(wanted, entry.terms[chunk.ordinal]) })))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score);
}

function matches(wanted: ReadonlySet<string>, terms: ChunkTerms | undefined): number {
  if (terms === undefined) return 0;
  return new Set(`${terms.title} ${terms.headings} ${terms.body}`.split(' ').filter((term) => wanted.has(term))).size;
}

function placesOf(name: string, entries: readonly Entry[]): readonly NamePlace[] {
  return entries
    .flatMap((entry) => entry.chunks.map((chunk) => ({ id: chunk.id, terms: entry.terms[chunk.ordinal] })))
    .filter(({ terms }) => matches(new Set([name]), terms) > 0)
    .map(({ id, terms }) => ({ id, isDefined: terms?.headings.split(' ').includes(name) === true }));
}

/** SQLite's order of texts: by their UTF-8 bytes. */
function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
