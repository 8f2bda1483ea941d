import type { Database } from 'better-sqlite3';
import type { CollectionReader } from '../../ports.ts';
import type { DocumentId, ParsedDocument, StoredDocument } from '../../types.ts';
import { chunksById, chunksOf, sliceOf, textOfDocument } from './chunks.ts';
import { sectionCounts } from './document-sums.ts';
import { allRecords, keyOf, recordById, recordPage } from './documents.ts';
import { translated } from './faults.ts';
import { imagesIn } from './images.ts';
import { unpackBoxes, unpackMaps } from './maps.ts';
import { namePlaces } from './name-places.ts';
import { originalOf } from './original.ts';
import { queryLegs, servingEmbedder } from './search-index.ts';
import { termHolders } from './term-holders.ts';
import { summaryOf } from './totals.ts';

/** How a collection is called in messages. */
export function calledCollection(name: string): string {
  return `the collection "${name}"`;
}

/** Reads the collection in `database`; `close` closes it. */
export function collectionReader(database: Database, name: string): CollectionReader {
  const guard = <Result>(work: () => Result): Result => translated(calledCollection(name), work);
  return guard(() => {
    const summary = summaryOf(database, name);
    const records = allRecords(database);
    const page = recordPage(database);
    const record = recordById(database);
    const document = storedDocument(database);
    const original = originalOf(database);
    const chunks = chunksOf(database);
    const byId = chunksById(database);
    const slice = sliceOf(database);
    const images = imagesIn(database);
    const holders = termHolders(database);
    const sections = sectionCounts(database);
    return {
      name,
      summary: () => guard(summary),
      documents: () => guard(records),
      documentPage: (wanted) => guard(() => page(wanted)),
      document: (id) => guard(() => document(id)),
      original: (id) =>
        guard(() => {
          const found = record(id);
          const bytes = found === null ? null : original(found);
          return found === null || bytes === null ? null : { bytes, record: found };
        }),
      chunks: (id) => guard(() => chunks(id)),
      chunksById: (ids) => guard(() => byId(ids)),
      images: (id, span) => guard(() => images(id, span)),
      slice: (id, start, end) => guard(() => slice(id, start, end)),
      legs: (question, depth, queryVector) => guard(() => queryLegs(database, question, depth, queryVector)),
      namePlaces: (names, most) => guard(() => namePlaces(database, names, most)),
      termHolders: (terms) => guard(() => holders(terms)),
      sectionCounts: () => guard(sections),
      servingEmbedder: () => guard(() => servingEmbedder(database)),
      close: () => {
        database.close();
      },
    };
  });
}

function storedDocument(database: Database): (id: DocumentId) => StoredDocument | null {
  const record = recordById(database);
  const key = keyOf(database);
  const text = textOfDocument(database);
  const maps = database.prepare<[number], { readonly maps: Buffer; readonly boxes: Buffer }>(
    'SELECT maps, boxes FROM document_maps WHERE document_key = ?',
  );
  // One read transaction: a writer may replace the document between two of these queries.
  return database.transaction((id: DocumentId): StoredDocument | null => {
    const found = record(id);
    const row = key(id);
    if (found === null || row === null) return null;
    const packed = maps.get(row);
    const { blocks, pageStarts, cells } = packed === undefined ? { blocks: [], pageStarts: [], cells: [] } : unpackMaps(packed.maps);
    const boxes = packed === undefined ? [] : unpackBoxes(packed.boxes);
    const parsed: ParsedDocument = { title: found.title, text: text(row), blocks, pageStarts, boxes, cells, warnings: found.warnings };
    return { record: found, parsed };
  });
}
