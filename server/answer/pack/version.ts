/** One version of a document, read once: cut into passages that have no numbers yet. */
import { sha256 } from '../../../core/hash.ts';
import type { CollectionAccess } from '../../../core/ports.ts';
import type { DocumentRecord, Span, StoredChunk } from '../../../core/types.ts';
import { cutForWhole, type NumberedPassage } from '../passages/passages.ts';
import { sectionsIn } from '../passages/sections.ts';

type VersionPart = Pick<NumberedPassage, 'span' | 'text' | 'tokens' | 'headings'>;

export interface DocumentVersion {
  readonly record: DocumentRecord;
  readonly parts: readonly VersionPart[];
  readonly sections: number;
  /** Of name, text and cuts: what is equal here is equal in the prompt, but for its numbers. */
  readonly digest: string;
}

// Up to this many documents are asked for one by one; for more, one list of all chunks comes sooner.
const fewDocuments = 50;

/** Reads the documents as they are now, giving way to other requests after each. A document that has just gone is left out. */
export async function readVersions(collection: CollectionAccess, records: readonly DocumentRecord[]): Promise<readonly DocumentVersion[]> {
  const all = records.length > fewDocuments ? Map.groupBy(await collection.chunks(null), ({ documentId }) => documentId) : null;
  const versions: DocumentVersion[] = [];
  for (const record of records) {
    const chunks = all === null ? await collection.chunks(record.id) : (all.get(record.id) ?? []);
    const text = await collection.slice(record.id, 0, chunks.at(-1)?.span.end ?? 0);
    if (chunks.length > 0) versions.push(versionOf(record, chunks, text));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return versions;
}

function versionOf(record: DocumentRecord, chunks: readonly StoredChunk[], text: string): DocumentVersion {
  const parts = cutForWhole(chunks).map((run): VersionPart => {
    const span: Span = { start: run[0].span.start, end: (run.at(-1) ?? run[0]).span.end };
    const tokens = run.reduce((sum, chunk) => sum + chunk.tokens, 0);
    return { span, text: text.slice(span.start, span.end), tokens, headings: run[0].headings };
  });
  const cuts = parts.map(({ span, headings }) => [span.start, span.end, headings]);
  return { record, parts, sections: sectionsIn(chunks), digest: sha256(JSON.stringify([record.source, record.title, cuts, text])) };
}
