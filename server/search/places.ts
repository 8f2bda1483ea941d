import type { CollectionAccess, SearchableCollection } from '../../core/ports.ts';
import type { DocumentId, Place, Span, StoredDocument } from '../../core/types.ts';
import { placeOf } from '../answer/place.ts';

interface PlaceTarget {
  readonly documentId: DocumentId;
  readonly span: Span;
}

/** A collection that also says where spans are, without sending whole documents between threads. */
export interface LocatedCollection extends SearchableCollection {
  /** One place for each target, in order; null when the document is gone. */
  places(targets: readonly PlaceTarget[]): readonly (Place | null)[];
}

export type LocatedAccess = CollectionAccess & { places(targets: readonly PlaceTarget[]): Promise<readonly (Place | null)[]> };

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
  };
}
