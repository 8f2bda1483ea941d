/** The tables of documents, taken out once and kept for the next question. Runs in the row process. */
import type { Config } from '../../../core/config.ts';
import type { CollectionReader } from '../../../core/ports.ts';
import type { FoundCollection } from '../../../core/store/index.ts';
import type { DocumentId, DocumentRecord } from '../../../core/types.ts';
import { openFoundReader } from '../../search/found-reader.ts';
import { type DocumentTable, tableOfCsv, tablesOfBlocks } from './document-tables.ts';

interface FoundTables {
  readonly tables: readonly DocumentTable[];
  /** Sources whose tables are too large to be asked. */
  readonly tooLarge: readonly string[];
}

export interface KeptTables {
  /** Of these documents of a collection as it is now, or of all. */
  of(collection: FoundCollection, ids: readonly DocumentId[] | null): FoundTables;
  has(table: DocumentTable): boolean;
}

interface Entry {
  /** What the document was when its tables were taken out. */
  readonly state: string;
  readonly tables: readonly DocumentTable[];
  readonly cells: number;
}

/** What a process keeps at most. */
interface KeptBounds {
  readonly cells: number;
  /** Of one document; a longer one is not even read. */
  readonly characters: number;
}

// A cell takes some 60 bytes, and as many again in SQLite: all of them fit into the heaps of the process.
const usualBounds: KeptBounds = { cells: 4_000_000, characters: 40_000_000 };
/** Their parsers make no tables, and a repository has thousands of files. */
const withoutTables: ReadonlySet<string> = new Set(['code', 'sql', 'picture']);

/** A document that was changed or removed, through whatever door, is not found here again: the collection is asked each time. */
export function keptTables(config: Config, most = usualBounds): KeptTables {
  // By collection and document; insertion order is the order of last use.
  const kept = new Map<string, Entry>();
  let held = 0;

  function keep(key: string, entry: Entry): void {
    forget(key);
    for (const oldest of kept.keys()) {
      if (held + entry.cells <= most.cells) break;
      forget(oldest);
    }
    kept.set(key, entry);
    held += entry.cells;
  }

  function forget(key: string): void {
    held -= kept.get(key)?.cells ?? 0;
    kept.delete(key);
  }

  function forgetGone(collection: FoundCollection, records: readonly DocumentRecord[]): void {
    const states = new Map(records.map((record) => [keyOf(collection, record), stateOf(record)]));
    for (const [key, { state }] of kept) if (key.startsWith(keyOf(collection)) && states.get(key) !== state) forget(key);
  }

  return {
    of(collection, ids) {
      const reader = openFoundReader(config, collection);
      try {
        const records = reader.documents().filter(({ status, format }) => status === 'indexed' && !withoutTables.has(format));
        forgetGone(collection, records);
        const wanted = ids === null ? null : new Set(ids);
        return gathered(records.filter(({ id }) => wanted === null || wanted.has(id)));
      } finally {
        // Held open, it would be in the way of whoever deletes the collection.
        reader.close();
      }

      function gathered(records: readonly DocumentRecord[]): FoundTables {
        const tables: DocumentTable[] = [];
        const tooLarge: string[] = [];
        let cells = 0;
        for (const record of records) {
          const key = keyOf(collection, record);
          const entry = kept.get(key) ?? takenOut(record, reader, most);
          if (entry === null || cells + entry.cells > most.cells) {
            tooLarge.push(record.source);
            continue;
          }
          keep(key, entry);
          cells += entry.cells;
          tables.push(...entry.tables);
        }
        return { tables, tooLarge };
      }
    },
    has: (table) => [...kept.values()].some(({ tables }) => tables.includes(table)),
  };
}

const keyOf = ({ identity }: FoundCollection, record?: DocumentRecord): string => `${identity}\0${record?.id ?? ''}`;
const stateOf = ({ hash, ingestedAt, title }: DocumentRecord): string => `${hash} ${ingestedAt} ${title}`;

function takenOut(record: DocumentRecord, reader: CollectionReader, most: KeptBounds): Entry | null {
  if (record.characters > most.characters) return null;
  const tables = tablesIn(record, reader);
  const cells = tables.reduce((sum, { rows, columns }) => sum + rows.starts.length * columns.length, 0);
  return { state: stateOf(record), tables, cells };
}

function tablesIn(record: DocumentRecord, reader: CollectionReader): readonly DocumentTable[] {
  if (record.format !== 'csv') return tablesOfBlocks(record, reader.document(record.id)?.parsed ?? { text: '', blocks: [] });
  // Its text alone is enough, and half as long to read.
  const table = tableOfCsv(record, reader.slice(record.id, 0, record.characters));
  return table === null ? [] : [table];
}
