/** Which documents a question about everything has to open: the word index has read them all. Runs in the search worker. */
import type { CollectionReader, TermHolder } from '../../core/ports.ts';
import { termsOfText } from '../../core/text/analyze.ts';
import type { DocumentId, DocumentRecord, Span } from '../../core/types.ts';
import { holdsAll, type WantedWord } from './word-places.ts';

/** The documents that may hold all of the words, each with its chunks that hold any; null where all of it must be read. */
export type Holders = ReadonlyMap<DocumentId, readonly Span[] | null>;

type Reader = Pick<CollectionReader, 'termHolders' | 'documents' | 'summary'>;

// A scan asks for the same words batch by batch; two people asking at once should not make each other begin again.
const mostKept = 4;

/** Asks once for the same words until the collection changes. */
export function wordHolders(reader: Reader): (wanted: readonly WantedWord[]) => Holders {
  const kept = new Map<string, Holders>();
  return (wanted) => {
    const key = JSON.stringify([reader.summary().updatedAt, wanted]);
    const found = kept.get(key) ?? holdersOf(reader, wanted);
    kept.delete(key);
    kept.set(key, found);
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
    return found;
  };
}

function holdersOf(reader: Reader, wanted: readonly WantedWord[]): Holders {
  if (wanted.length === 0) return new Map();
  const terms = [...new Set(wanted.flatMap(({ forms }) => forms.flat()))];
  const mayHold = holderTest(reader, wanted);
  return new Map(reader.termHolders(terms).flatMap((holder) => (mayHold(holder) ? [[holder.documentId, holder.spans] as const] : [])));
}

/** A word that the text does not hold may stand in the title or the path. */
function holderTest(reader: Reader, wanted: readonly WantedWord[]): (holder: TermHolder) => boolean {
  let records: ReadonlyMap<DocumentId, DocumentRecord> | null = null;
  return ({ documentId, terms, spans }) => {
    if (spans === null || holdsAll(wanted, [terms])) return true;
    records ??= new Map(reader.documents().map((record) => [record.id, record]));
    const record = records.get(documentId);
    return record !== undefined && holdsAll(wanted, [terms, namedTerms(record)]);
  };
}

const namedTerms = ({ title, source, language }: DocumentRecord): ReadonlySet<string> =>
  new Set(termsOfText(`${title}\n${source}`, language));
