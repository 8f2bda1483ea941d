/** What is kept of each document so that a question about everything need not add it up (007-sections.sql). */
import type { Database } from 'better-sqlite3';
import type { Chunk, DocumentId, ParsedDocument } from '../../types.ts';

/** Keeps the sums of a document whose chunks have just been stored. Part of the caller's transaction. */
export function sumKeeper(database: Database): (key: number, text: ParsedDocument['text'], chunks: readonly Chunk[]) => void {
  const update = database.prepare<[number, number, number]>('UPDATE document SET sections = ?, has_cut_words = ? WHERE key = ?');
  return (key, text, chunks) => {
    const sections = new Set(chunks.map(({ section }) => `${section.start}:${section.end}`)).size;
    const hasCutWords = chunks.slice(1).some(({ span }) => !isBetweenWords(text, span.start));
    update.run(sections, hasCutWords ? 1 : 0, key);
  };
}

// Anything beyond ASCII may be a letter, a mark, or a sign that normalising takes away; these few end a sentence without a blank.
const partsWords = /[^\w\u0080-\uffff]/;
const endsSentence = /[。！？；]/;

function isBetweenWords(text: string, cut: number): boolean {
  const before = text[cut - 1] ?? ' ';
  return partsWords.test(before) || partsWords.test(text[cut] ?? ' ') || endsSentence.test(before);
}

/** How many sections each document that was read has. */
export function sectionCounts(database: Database): () => ReadonlyMap<DocumentId, number> {
  const select = database.prepare<[], readonly [DocumentId, number]>("SELECT id, sections FROM document WHERE status = 'indexed'").raw();
  return () => new Map(select.all());
}
