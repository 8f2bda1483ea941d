/** What the page shows, as an address and back. Pure. */

export type SourcePlace =
  | { readonly kind: 'citation'; readonly answer: string; readonly number: number }
  | { readonly kind: 'document'; readonly document: string; readonly start: number; readonly end: number }
  /** What was found when Carrel looked at itself. */
  | { readonly kind: 'doctor' };

export interface Place {
  readonly collection: string | null;
  readonly conversation: string | null;
  readonly source: SourcePlace | null;
}

export const nowhere: Place = { collection: null, conversation: null, source: null };

/** Anything it does not understand is left out: an old or mistyped link still opens the page. */
export function readPlace(pathname: string, search: string): Place {
  const [root, collection, conversation] = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const source = readSource(new URLSearchParams(search));
  if (root !== 'c' || !collection) return source?.kind === 'doctor' ? { ...nowhere, source } : nowhere;
  return { collection, conversation: conversation || null, source };
}

export function placeAddress(place: Place): string {
  const query = sourceQuery(place.source).toString();
  const path = placePath(place);
  return query === '' ? path : `${path}?${query}`;
}

function placePath({ collection, conversation }: Place): string {
  if (collection === null) return '/';
  return ['/c', collection, conversation]
    .filter((part) => part !== null)
    .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
    .join('/');
}

function readSource(query: URLSearchParams): SourcePlace | null {
  if (query.get('show') === 'doctor') return { kind: 'doctor' };
  const answer = query.get('answer');
  const number = count(query.get('citation'));
  if (answer && number !== null) return { kind: 'citation', answer, number };
  const document = query.get('document');
  if (!document) return null;
  const [start, end] = (query.get('at') ?? '').split('-').map((part) => count(part));
  const isSpan = start !== undefined && start !== null && end !== undefined && end !== null && start <= end;
  return { kind: 'document', document, start: isSpan ? start : 0, end: isSpan ? end : 0 };
}

function sourceQuery(source: SourcePlace | null): URLSearchParams {
  if (source === null) return new URLSearchParams();
  if (source.kind === 'doctor') return new URLSearchParams({ show: 'doctor' });
  if (source.kind === 'citation') return new URLSearchParams({ answer: source.answer, citation: String(source.number) });
  const at: Record<string, string> = source.end > source.start ? { at: `${source.start}-${source.end}` } : {};
  return new URLSearchParams({ document: source.document, ...at });
}

function count(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray % in a typed address: taken as it stands, and the server then says that it knows no such name.
    return part;
  }
}
