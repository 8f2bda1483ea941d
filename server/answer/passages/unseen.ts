/** Pages that are pictures without text and that nobody has looked at: what an answer must not claim to have read. */
import type { CollectionAccess } from '../../../core/ports.ts';
import type { DocumentId, DocumentRecord, ModelDescription, SectionsRead, Span, StoredChunk } from '../../../core/types.ts';
import type { Attempt } from '../attempt.ts';
import type { SentPicture } from './pictures.ts';
import { sectionsIn } from './sections.ts';

export interface Unseen {
  /** How many pages, or picture files, of each document. */
  readonly byDocument: ReadonlyMap<DocumentId, number>;
  readonly pages: number;
}

/** All of the readable documents that were not looked at. */
function unseenIn(records: readonly DocumentRecord[], sent: readonly SentPicture[] = []): Unseen {
  const shown = Map.groupBy(
    sent.filter(({ isPage }) => isPage),
    ({ use }) => use.documentId,
  );
  const byDocument = new Map<DocumentId, number>();
  for (const { id, picturePages = 0 } of records) {
    const left = picturePages - (shown.get(id)?.length ?? 0);
    if (left > 0) byDocument.set(id, left);
  }
  return { byDocument, pages: [...byDocument.values()].reduce((sum, pages) => sum + pages, 0) };
}

/**
 * The attempt with what was not looked at: of all documents where everything was read, of those that were read where a
 * search chose them. The account of sections no longer counts what holds such a page.
 */
export async function withUnseen(current: Attempt, records: readonly DocumentRecord[], collection: CollectionAccess): Promise<Attempt> {
  // Rows were asked by a query, and nothing else was claimed to be read.
  if (current.sql !== null) return current;
  const unseen = unseenIn(records, current.pictures);
  if (unseen.pages === 0) return current;
  const chosen = new Set(current.passages.map(({ documentId }) => documentId));
  const isSearched = current.plan.mode === 'retrieve' || current.plan.mode === 'sections';
  const counted = [...unseen.byDocument.keys()].filter((id) => !isSearched || chosen.has(id));
  const sections = current.sections === null ? null : await withoutUnseen(current.sections, counted, current.pictures, collection);
  return { ...current, unseen, sections };
}

/** The account of sections without those that hold a page which nobody has looked at. */
async function withoutUnseen(
  sections: SectionsRead,
  unseen: readonly DocumentId[],
  sent: readonly SentPicture[] = [],
  collection: CollectionAccess,
): Promise<SectionsRead> {
  const isShown = (id: DocumentId, start: number): boolean => sent.some(({ use }) => use.documentId === id && use.start === start);
  let unread = 0;
  for (const id of unseen) {
    const [document, chunks] = await Promise.all([collection.document(id), collection.chunks(id)]);
    const pages = (document?.parsed.blocks ?? []).filter(({ kind, span }) => kind === 'picture' && !isShown(id, span.start));
    unread += sectionsIn(chunks.filter((chunk) => pages.some(({ span }) => overlaps(chunk, span))));
  }
  return { ...sections, read: Math.max(0, sections.read - unread) };
}

const overlaps = ({ span }: StoredChunk, { start, end }: Span): boolean => span.start < end && start < span.end;

// A warning stays one line; the list of documents says the rest.
const mostNamed = 5;

/** The sentence for the receipt. */
export function unseenWarning({ byDocument, pages }: Unseen, records: readonly DocumentRecord[], model: ModelDescription): string {
  const sources = records.filter(({ id }) => byDocument.has(id)).map(({ source }) => source);
  const more = sources.length > mostNamed ? ` and ${sources.length - mostNamed} more` : '';
  const what = pages === 1 ? 'A page or picture without text was' : `${pages} pages or pictures without text were`;
  return `${what} not looked at, because ${whyUnseen(model)}: ${sources.slice(0, mostNamed).join(', ')}${more}.`;
}

/** The sentence for pictures that a model could have seen. */
export function leftOutWarning(sources: readonly string[]): string {
  const more = sources.length > mostNamed ? ` and ${sources.length - mostNamed} more` : '';
  return `There was no room for all pictures of ${sources.slice(0, mostNamed).join(', ')}${more}: the best were shown.`;
}

function whyUnseen({ id, contextTokens, vision }: ModelDescription): string {
  if (contextTokens === 0) return 'no model was asked';
  return vision === true ? 'they were not among what was read, or there was no room for more' : `${id} cannot see pictures`;
}
