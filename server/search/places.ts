import type { CollectionAccess, SearchableCollection } from '../../core/ports.ts';
import type { DocumentId, DocumentPage, DocumentsWanted, Place, Span, StoredDocument } from '../../core/types.ts';
import { sectionsIn } from '../answer/passages/sections.ts';
import { placeOf } from '../answer/proof/place.ts';
import type { RowReader } from '../answer/rows/row-desk.ts';
import { type WantedWord, wordPlaces } from './word-places.ts';

interface PlaceTarget {
  readonly documentId: DocumentId;
  readonly span: Span;
}

/** A page whose documents are JSON, with commas between them and no brackets around. */
export type DocumentPageJson = Omit<DocumentPage, 'documents'> & { readonly documents: string };

/** A collection that also says where spans are, without sending whole documents between threads. */
export interface LocatedCollection extends SearchableCollection {
  /** One place for each target, in order; null when the document is gone. */
  places(targets: readonly PlaceTarget[]): readonly (Place | null)[];
  /** Every sentence, row and line of the document that holds all of the words; none when the document is gone. */
  wordPlaces(id: DocumentId, wanted: readonly WantedWord[]): readonly Span[];
  /** How many sections each document has that can be read. */
  sectionCounts(): ReadonlyMap<DocumentId, number>;
  /** `documentPage()` with its documents as JSON: written here, so that the loop that sends it has nothing to do. */
  documentPageAsJson(wanted: DocumentsWanted): DocumentPageJson;
}

type Located = Pick<LocatedCollection, 'places' | 'wordPlaces' | 'sectionCounts' | 'documentPageAsJson'>;

export type LocatedAccess = CollectionAccess & {
  readonly [Key in keyof Located]: (...input: Parameters<Located[Key]>) => Promise<ReturnType<Located[Key]>>;
} & {
  /** Its table rows, in processes of their own: no search waits for them. */
  readonly rows: RowReader;
};

export function located(collection: SearchableCollection): LocatedCollection {
  return {
    ...collection,
    places(targets) {
      // Hits of one result list are often from the same few documents: load each once.
      const documents = new Map<DocumentId, StoredDocument | null>();
      return targets.map(({ documentId, span }) => {
        if (!documents.has(documentId)) documents.set(documentId, collection.document(documentId));
        const document = documents.get(documentId) ?? null;
        return document === null ? null : placeOf(document, span);
      });
    },
    wordPlaces(id, wanted) {
      const document = collection.document(id);
      return document === null ? [] : wordPlaces(document, wanted);
    },
    sectionCounts() {
      const chunks = Map.groupBy(collection.chunks(null), ({ documentId }) => documentId);
      return new Map(Array.from(chunks, ([id, own]) => [id, sectionsIn(own)]));
    },
    documentPageAsJson(wanted) {
      const { documents, ...page } = collection.documentPage(wanted);
      return { ...page, documents: JSON.stringify(documents).slice(1, -1) };
    },
  };
}
