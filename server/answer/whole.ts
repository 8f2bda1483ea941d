/** The whole collection as it is sent. */
import type { CollectionAccess } from '../../core/ports.ts';
import type { DocumentId, DocumentRecord } from '../../core/types.ts';
import { pack } from './attempt.ts';
import { type NumberedPassage, wholePassages } from './passages.ts';
import { type PromptDocument, prefixTokens } from './prompt.ts';

export interface WholeCollection {
  readonly passages: readonly NumberedPassage[];
  /** In the order of the prompt. */
  readonly documents: readonly PromptDocument[];
  /** Of all documents with their numbers and names, and the newlines between them. */
  readonly tokens: number;
  readonly byDocument: ReadonlyMap<DocumentId, number>;
}

/** Packs every readable document and counts it. What was counted once is not counted again. */
export async function packWhole(
  collection: CollectionAccess,
  records: readonly DocumentRecord[],
  countTokens: (text: string) => number,
): Promise<WholeCollection> {
  const passages = await wholePassages(collection, records);
  const documents = await pack(passages, countTokens);
  const ids = [...new Set(passages.map(({ documentId }) => documentId))];
  const byDocument = new Map(ids.map((id, index) => [id, documents[index]?.tokens ?? 0]));
  return { passages, documents, tokens: prefixTokens(documents), byDocument };
}
