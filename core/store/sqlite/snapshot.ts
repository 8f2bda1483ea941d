/** What a reader keeps in memory of a collection's index, so that a question touches few pages. */
import type { Database } from 'better-sqlite3';
import { type Inverted, invert, type Leg, type TermRow } from './invert.ts';
import { figuresIn, figuresPerChunk, packFigures } from './posting-codec.ts';
import { freshRows } from './segments.ts';

export interface Snapshot {
  /** Ids of searchable chunks, ascending; a chunk's place here is its slot. */
  readonly chunkIds: Float64Array;
  /** Slot of a chunk id less `firstId`; -1 for removed chunks. */
  readonly slots: Int32Array;
  readonly firstId: number;
  /** A small number a document, by slot: neighbours with the same number belong together. */
  readonly documents: Int32Array;
  readonly documentCount: number;
  /** Key of its row, by that number. */
  readonly documentKeys: Float64Array;
  readonly legs: readonly [words: LegLengths, trigrams: LegLengths];
  /** Posting lists of a term, oldest first. */
  postings(leg: Leg, term: string): readonly Uint8Array[];
  /** How many bytes they are; reads none of them. */
  postingBytes(leg: Leg, term: string): number;
  /** ISO 639-1 codes, commonest first. */
  readonly languages: readonly string[];
}

/** How many terms of one leg there are, by slot and by document number. */
interface LegLengths {
  readonly chunks: Float32Array;
  readonly documents: Float32Array;
  readonly sum: number;
}

// A fourth language of a collection is a handful of files; trigrams and exact words still find them.
const mostLanguages = 3;

const snapshots = new WeakMap<Database, { readonly version: string; readonly snapshot: Snapshot; readonly fresh: Fresh }>();

/** Waiting chunks inverted so far. */
interface Fresh {
  readonly segments: string;
  readonly parts: readonly Inverted[];
  readonly last: number;
}

/** The index as it is now; made again only when the file has changed. Call inside a read transaction. */
export function snapshotOf(database: Database): Snapshot {
  const version = versionOf(database);
  const known = snapshots.get(database);
  if (known?.version === version) return known.snapshot;
  const segments = database.prepare<[], number>('SELECT id FROM segment ORDER BY id').pluck().all().join();
  const fresh = freshOf(database, segments, known?.fresh);
  const snapshot = makeSnapshot(database, fresh);
  snapshots.set(database, { version, snapshot, fresh });
  return snapshot;
}

/** `data_version` counts the commits of others, `total_changes` those of this connection. */
function versionOf(database: Database): string {
  const mine = database.prepare('SELECT total_changes()').pluck().get();
  return `${database.pragma('data_version', { simple: true })}.${mine}`;
}

function freshOf(database: Database, segments: string, known: Fresh | undefined): Fresh {
  const base: Fresh = known?.segments === segments ? known : { segments, parts: [], last: 0 };
  const rows: readonly TermRow[] = freshRows(database, base.last);
  if (rows.length === 0) return base;
  return { segments, parts: [...base.parts, invert(rows)], last: rows.at(-1)?.id ?? base.last };
}

function makeSnapshot(database: Database, fresh: Fresh): Snapshot {
  const dead = new Set(database.prepare<[], number>('SELECT chunk_id FROM dead_chunk').pluck().all());
  const sealed = database.prepare<[], Uint8Array>('SELECT chunks FROM segment ORDER BY id').pluck().all();
  const waiting = new Set(fresh.parts.length === 0 ? [] : database.prepare<[], number>('SELECT chunk_id FROM fresh_chunk').pluck().all());
  const parts = [
    ...sealed.map((chunks) => ({ figures: figuresIn(chunks), isLiving: (id: number) => !dead.has(id) })),
    ...fresh.parts.map((part) => ({ figures: figuresIn(packFigures(part.figures)), isLiving: (id: number) => waiting.has(id) })),
  ];
  const select = database
    .prepare<[number, string], Uint8Array>('SELECT chunks FROM posting WHERE leg = ? AND term = ? ORDER BY segment')
    .pluck();
  const size = database
    .prepare<[number, string], number>('SELECT coalesce(sum(length(chunks)), 0) FROM posting WHERE leg = ? AND term = ?')
    .pluck();
  return {
    ...tableOf(parts),
    languages: languagesOf(database),
    postings: (leg, term) => {
      const lists = select.all(leg, term);
      for (const part of fresh.parts) {
        const list = part.legs[leg].get(term);
        if (list !== undefined) lists.push(list);
      }
      return lists;
    },
    postingBytes: (leg, term) => fresh.parts.reduce((sum, part) => sum + (part.legs[leg].get(term)?.length ?? 0), size.get(leg, term) ?? 0),
  };
}

interface SegmentFigures {
  readonly figures: Float64Array;
  readonly isLiving: (id: number) => boolean;
}

/** Over plain numbers: an object for each chunk costs some 50 ms and 20 MB for 200,000 of them. */
function tableOf(
  parts: readonly SegmentFigures[],
): Pick<Snapshot, 'chunkIds' | 'slots' | 'firstId' | 'documents' | 'documentCount' | 'documentKeys' | 'legs'> {
  const most = parts.reduce((sum, { figures }) => sum + figures.length / figuresPerChunk, 0);
  const chunkIds = new Float64Array(most);
  const documents = new Int32Array(most);
  const words = new Float32Array(most);
  const letters = new Float32Array(most);
  const numbers = new Map<number, number>();
  let count = 0;
  for (const { figures, isLiving } of parts) {
    for (let at = 0; at < figures.length; at += figuresPerChunk) {
      const id = figures[at] ?? 0;
      if (!isLiving(id)) continue;
      const documentKey = figures[at + 1] ?? 0;
      const number = numbers.get(documentKey) ?? numbers.size;
      numbers.set(documentKey, number);
      chunkIds[count] = id;
      documents[count] = number;
      words[count] = figures[at + 2] ?? 0;
      letters[count] = figures[at + 3] ?? 0;
      count += 1;
    }
  }
  const firstId = chunkIds[0] ?? 0;
  const slots = new Int32Array(count === 0 ? 0 : (chunkIds[count - 1] ?? 0) - firstId + 1).fill(-1);
  for (let slot = 0; slot < count; slot += 1) slots[(chunkIds[slot] ?? 0) - firstId] = slot;
  const own = { chunkIds: chunkIds.slice(0, count), documents: documents.slice(0, count), documentCount: numbers.size };
  const legs = [legLengths(words.slice(0, count), own), legLengths(letters.slice(0, count), own)] as const;
  return { ...own, slots, firstId, legs, documentKeys: Float64Array.from(numbers.keys()) };
}

function legLengths(chunks: Float32Array, { documents, documentCount }: Pick<Snapshot, 'documents' | 'documentCount'>): LegLengths {
  const perDocument = new Float32Array(documentCount);
  let sum = 0;
  for (let slot = 0; slot < chunks.length; slot += 1) {
    const length = chunks[slot] ?? 0;
    const document = documents[slot] ?? 0;
    sum += length;
    perDocument[document] = (perDocument[document] ?? 0) + length;
  }
  return { chunks, documents: perDocument, sum };
}

function languagesOf(database: Database): readonly string[] {
  const rows = database
    .prepare<[], string>("SELECT language FROM document WHERE status = 'indexed' GROUP BY language ORDER BY sum(characters) DESC, language")
    .pluck()
    .all();
  return rows.slice(0, mostLanguages);
}
