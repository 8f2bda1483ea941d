/**
 * Proves citations. The model names passages; code finds the sentence, holds the claim against it and slices the quote
 * from the source. What does not hold is looked for elsewhere in the prompt, and else kept as rejected with its reason.
 */
import { isPictureLine } from '../../../core/text/picture-line.ts';
import type { Citation, DocumentId, Passage, Place, RejectionReason, Span } from '../../../core/types.ts';
import type { LocatedAccess } from '../../search/places.ts';
import { collectEvidence, type Evidence } from './evidence.ts';
import { bestSupport, type Claim, claimOf, jointly, type Support } from './support.ts';

export interface CitationLedger {
  /** The citations for the passages that stand after a claim; at least one, in the order of the ids. */
  cite(claim: string, ids: readonly string[]): Promise<readonly Citation[]>;
  /** A citation for a sentence that names no passage; null when no place holds it well. */
  findFor(claim: string): Promise<Citation | null>;
  /** The citation of words that were copied from a passage. */
  quote(passageNumber: number, span: Span): Promise<Citation>;
  /** All of them, by number. */
  all(): readonly Citation[];
}

/** What stands behind a mark: a passage, or one of an older version. */
interface Named {
  readonly passage: Passage | null;
  readonly old: Passage | null;
}

interface Found {
  readonly passage: Passage | null;
  readonly span: Span;
  readonly reason: RejectionReason | null;
}

const noPlace: Place = { page: null, lineStart: 1, lineEnd: 1, heading: null, sheet: null, cells: null, table: null, boxes: [] };
const noneOutdated: ReadonlyMap<number, Passage> = new Map();
const noneLooked: ReadonlySet<number> = new Set();
const nowhere: Found = { passage: null, span: { start: 0, end: 0 }, reason: 'no-such-passage' };

// Nobody named these places, so they must hold more than one that the model chose (1/2): retrieval.md §5 (5), set on the
// side of caution until a real model's answers can be judged.
const leastRepairOverlap = 0.6;
const leastUncitedOverlap = 0.65;
/** "Here is what I found:" is no claim. */
const fewestUncitedTerms = 4;
const mostCandidates = 6;

/**
 * @param outdated passages of older versions, by number: a claim that names one is held against the newest versions only
 * @param looked numbers of passages with pages that are pictures, which the model was shown
 */
export function citationLedger(
  question: string,
  passages: readonly Passage[],
  collection: LocatedAccess,
  outdated: ReadonlyMap<number, Passage> = noneOutdated,
  looked: ReadonlySet<number> = noneLooked,
): CitationLedger {
  const citations = new Map<string, Citation>();
  const numbers = new Map(passages.map((passage) => [passage.number, passage]));
  // Read when the first claim is made: a generator that copies makes none.
  let collecting: Promise<Evidence> | null = null;
  const evidenceFor = (): Promise<Evidence> => {
    collecting ??= collectEvidence(passages);
    return collecting;
  };

  async function entered({ passage, span, reason }: Found): Promise<Citation> {
    const key = `${passage?.documentId ?? ''}:${span.start}:${span.end}:${reason ?? ''}`;
    const known = citations.get(key);
    if (known !== undefined) return known;
    const number = citations.size + 1;
    const isThere = passage !== null && reason !== 'out-of-date';
    const citation = isThere ? await proven(number, passage, span, reason, collection) : missing(number, passage);
    citations.set(key, citation);
    return citation;
  }

  return {
    async cite(text, ids) {
      const found: Citation[] = [];
      const evidence = await evidenceFor();
      const named = ids.map((id) => ({ passage: numbers.get(Number(id)) ?? null, old: outdated.get(Number(id)) ?? null }));
      for (const place of resolve(claimOf(text, question, evidence), named, question, evidence)) {
        const citation = await entered(orSeen(place, looked));
        if (!found.includes(citation)) found.push(citation);
      }
      return found;
    },
    async findFor(text) {
      const evidence = await evidenceFor();
      const claim = claimOf(text, question, evidence);
      if (evidence.claimTerms(claim.text).length < fewestUncitedTerms || /[?:]\s*$/.test(claim.text)) return null;
      const support = bestPlace(claim, leastUncitedOverlap, question, evidence);
      return support === null ? null : entered(foundAt(support));
    },
    async quote(passageNumber, span) {
      const passage = numbers.get(passageNumber) ?? null;
      const holds = passage !== null && span.start >= passage.span.start && span.end <= passage.span.end && span.start < span.end;
      return entered(holds ? { passage, span, reason: null } : nowhere);
    },
    all: () => [...citations.values()],
  };
}

/** The best place for a claim among all passages; null when none holds this much of it. */
function bestPlace(claim: Claim, leastShare: number, question: string, evidence: Evidence): Support | null {
  const passages = new Set(evidence.nearest(claim.terms, mostCandidates).map(({ passage }) => passage));
  const supports = [...passages]
    .map((passage) => bestSupport(claim, evidence.sentencesOf(passage), question, evidence))
    .filter((support) => support !== null && support.reason === null && support.overlap >= leastShare)
    .filter((support) => support !== null);
  return supports.toSorted((one, other) => other.overlap - one.overlap)[0] ?? null;
}

/** What becomes of the passages that stand after a claim. When none of them holds it but another does, that one does. */
function resolve(claim: Claim, named: readonly Named[], question: string, evidence: Evidence): readonly Found[] {
  const alone = named.map(({ passage }) =>
    passage === null ? null : bestSupport(claim, evidence.sentencesOf(passage), question, evidence),
  );
  const present = alone.filter((support) => support !== null);
  const joint = present.some(({ reason }) => reason !== null) ? jointly(claim, present, evidence) : present;
  if (!joint.some(({ reason }) => reason === null)) {
    const elsewhere = bestPlace(claim, leastRepairOverlap, question, evidence);
    if (elsewhere !== null) return [foundAt(elsewhere)];
  }
  let at = 0;
  return alone.map((support, index) => {
    const { passage, old } = named[index] ?? { passage: null, old: null };
    if (passage === null) return old === null ? nowhere : { ...nowhere, passage: old, reason: 'out-of-date' };
    if (support === null) return { passage, span: passage.span, reason: 'not-supported' };
    at += 1;
    return foundAt(joint[at - 1] ?? support);
  });
}

/** What the words of a passage do not hold may stand in its pictures, when the model was shown them. */
function orSeen(found: Found, looked: ReadonlySet<number>): Found {
  const { passage, reason } = found;
  if (passage === null || reason === null || !looked.has(passage.number)) return found;
  const line = passage.text.split('\n').find(isPictureLine) ?? '';
  const start = passage.span.start + passage.text.indexOf(line);
  return { passage, span: { start, end: start + line.length }, reason: 'picture-only' };
}

const foundAt = ({ sentences, span, reason }: Support): Found => ({ passage: sentences[0].passage, span, reason });

/** Of a passage that the model was not given, or of an older version of a document: no words of it are shown. */
function missing(number: number, old: Passage | null): Citation {
  return {
    number,
    // No document: the model named a passage that it was not given.
    documentId: old?.documentId ?? ('' as DocumentId),
    source: old?.source ?? '',
    title: old?.title ?? '',
    start: 0,
    end: 0,
    quote: '',
    status: 'rejected',
    reason: old === null ? 'no-such-passage' : 'out-of-date',
    place: noPlace,
  };
}

/** Slices the quote from the store itself, so that "verified" means that the words stand there now. */
async function proven(
  number: number,
  passage: Passage,
  span: Span,
  reason: RejectionReason | null,
  collection: LocatedAccess,
): Promise<Citation> {
  const { documentId, source, title } = passage;
  const seen = passage.text.slice(span.start - passage.span.start, span.end - passage.span.start);
  const [quote, [place]] = await Promise.all([
    collection.slice(documentId, span.start, span.end),
    collection.places([{ documentId, span }]),
  ]);
  // A document may have been replaced while the model was writing.
  const isGone = quote !== seen || quote === '' || place === undefined || place === null;
  const why = isGone ? 'quote-not-found' : reason;
  const status = why === null ? 'verified' : 'rejected';
  return { number, documentId, source, title, ...span, quote: seen, status, reason: why, place: place ?? noPlace };
}
