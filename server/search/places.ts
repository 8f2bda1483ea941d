import type { CollectionAccess, SearchableCollection } from '../../core/ports.ts';
import type { DocumentId, DocumentPage, DocumentsWanted, Place, Span, StoredDocument } from '../../core/types.ts';
import { placeOf } from '../answer/proof/place.ts';
import type { RowReader } from '../answer/rows/row-desk.ts';
import { wordHolders } from './word-holders.ts';
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
  /** Documents that may hold all of the words, by the word index; no other one does. */
  wordHolders(wanted: readonly WantedWord[]): readonly DocumentId[];
  /** For each document, in order, every sentence, row and line that holds all of the words; none when it is gone. */
  wordPlaces(ids: readonly DocumentId[], wanted: readonly WantedWord[]): readonly (readonly Span[])[];
  /** `documentPage()` with its documents as JSON: written here, so that the loop that sends it has nothing to do. */
  documentPageAsJson(wanted: DocumentsWanted): DocumentPageJson;
}

type Located = Pick<LocatedCollection, 'places' | 'wordHolders' | 'wordPlaces' | 'documentPageAsJson'>;

export type LocatedAccess = CollectionAccess & {
  readonly [Key in keyof Located]: (...input: Parameters<Located[Key]>) => Promise<ReturnType<Located[Key]>>;
} & {
  /** Its table rows, in processes of their own: no search waits for them. */
  readonly rows: RowReader;
};

export function located(collection: SearchableCollection): LocatedCollection {
  const holders = wordHolders(collection);
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
    wordHolders: (wanted) => [...holders(wanted).keys()],
    wordPlaces(ids, wanted) {
      const within = holders(wanted);
      return ids.map((id) => {
        const document = collection.document(id);
        return document === null ? [] : wordPlaces(document, wanted, within.get(id) ?? null);
      });
    },
    documentPageAsJson(wanted) {
      const { documents, ...page } = collection.documentPage(wanted);
      return { ...page, documents: JSON.stringify(documents).slice(1, -1) };
    },
  };
}
