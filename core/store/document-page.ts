/** What every store must agree on about pages of the list of documents. Pure. */
import type { DocumentPage, DocumentRecord, DocumentsWanted } from '../types.ts';

/** True when the path or the title holds the wanted words, whatever their letter case. */
export function isNamed({ source, title }: Pick<DocumentRecord, 'source' | 'title'>, holding: string): boolean {
  return `${source}\n${title}`.toLowerCase().includes(holding.trim().toLowerCase());
}

/** True when the document belongs into the list that is wanted, on whichever page. */
export function isWanted(record: DocumentRecord, { holding, show, since }: DocumentsWanted): boolean {
  const { status, warnings, ingestedAt } = record;
  const isShown = show === 'all' || (show === 'unread' ? status !== 'indexed' : status === 'indexed' && warnings.length > 0);
  return isShown && ingestedAt >= since && isNamed(record, holding);
}

/** The page of these documents, of which one more than wanted was looked for. */
export function pageOf(found: readonly DocumentRecord[], limit: number, total: number): DocumentPage {
  const documents = found.slice(0, limit);
  return { documents, cursor: found.length > limit ? (documents.at(-1)?.source ?? null) : null, total };
}
