/** What a reader keeps in memory of a collection's index, so that a question touches few pages. */
import type { Database } from 'better-sqlite3';
import { type Inverted, invert, type Leg, type TermRow } from './invert.ts';
import { type ChunkFigures, unpackFigures } from './posting-codec.ts';
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
  readonly lengths: readonly [words: Float32Array, trigrams: Float32Array];
  /** Posting lists of a term, oldest first. */
  postings(leg: Leg, term: string): readonly Uint8Array[];
  /** ISO 639-1 codes, commonest first. */
  readonly languages: readonly string[];
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
  const figures = [
    ...sealed.flatMap((chunks) => unpackFigures(chunks)).filter(({ id }) => !dead.has(id)),
    ...fresh.parts.flatMap((part) => part.figures).filter(({ id }) => waiting.has(id)),
  ];
  const select = database
    .prepare<[number, string], Uint8Array>('SELECT chunks FROM posting WHERE leg = ? AND term = ? ORDER BY segment')
    .pluck();
  return {
    ...tableOf(figures),
    languages: languagesOf(database),
    postings: (leg, term) => {
      const lists = select.all(leg, term);
      for (const part of fresh.parts) {
        const list = part.legs[leg].get(term);
        if (list !== undefined) lists.push(list);
      }
      return lists;
    },
  };
}

function tableOf(
  figures: readonly ChunkFigures[],
): Pick<Snapshot, 'chunkIds' | 'slots' | 'firstId' | 'documents' | 'documentCount' | 'lengths'> {
  const firstId = figures[0]?.id ?? 0;
  const slots = new Int32Array((figures.at(-1)?.id ?? firstId - 1) - firstId + 1).fill(-1);
  const documents = new Int32Array(figures.length);
  const numbers = new Map<number, number>();
  for (const [slot, { id, documentKey }] of figures.entries()) {
    slots[id - firstId] = slot;
    const number = numbers.get(documentKey) ?? numbers.size;
    numbers.set(documentKey, number);
    documents[slot] = number;
  }
  return {
    chunkIds: Float64Array.from(figures, ({ id }) => id),
    slots,
    firstId,
    documents,
    documentCount: numbers.size,
    lengths: [Float32Array.from(figures, ({ words }) => words), Float32Array.from(figures, ({ letters }) => letters)],
  };
}

function languagesOf(database: Database): readonly string[] {
  const rows = database
    .prepare<[], string>("SELECT language FROM document WHERE status = 'indexed' GROUP BY language ORDER BY sum(characters) DESC, language")
    .pluck()
    .all();
  return rows.slice(0, mostLanguages);
}
