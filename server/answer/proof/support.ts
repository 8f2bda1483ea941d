/** Holds one claim against one place of the sources. Pure; it knows no model and no store. */
import type { RejectionReason, Span } from '../../../core/types.ts';
import { claimedNumbers, figuresIn, namesIn, numbersIn, unitsIn, unitWordsIn } from './claim-facts.ts';
import type { Evidence, EvidenceSentence } from './evidence.ts';
import { findFolded, quotationsIn } from './fold.ts';
import { denies, deniesSoftly, nearestClause } from './negation.ts';

export interface Claim {
  readonly text: string;
  readonly terms: readonly string[];
}

export interface Support {
  /** The sentences that hold the claim, next to each other. */
  readonly sentences: readonly [EvidenceSentence, ...EvidenceSentence[]];
  readonly span: Span;
  /** Weighted share of the claim's words found there. */
  readonly overlap: number;
  /** Null when the claim stands. */
  readonly reason: RejectionReason | null;
}

// retrieval.md §5 (4): idf-weighted overlap of at least one half.
const leastOverlap = 0.5;
// A second and third sentence must bring this much more of the claim, or the citation would grow for nothing.
const leastGain = 0.15;
const mostSentences = 3;

// "Sources: [1], [3]" claims that these passages are about the question.
const sourceList =
  /^(?:sources?|references?|citations?|passages?|see(?: also)?|quellen?|belege?|siehe|références?|fuentes?|مصادر|المصادر|ماخذ|حوالہ|स्रोत|来源)\s*:?$/iu;

/** The claim without list signs, and with its words; a bare "Yes." is held against the question's words. */
export function claimOf(text: string, question: string, evidence: Evidence): Claim {
  const bare = text
    .replace(/^[\s>#*\u2022-]+/u, '')
    .replace(/^\d{1,3}[.)]\s+/u, '')
    .trim();
  const own = evidence.claimTerms(bare);
  return { text: bare, terms: own.length > 0 && !sourceList.test(bare) ? own : evidence.claimTerms(question) };
}

/** The best place for the claim among the sentences of one passage; null when the passage holds no sentence. */
export function bestSupport(claim: Claim, sentences: readonly EvidenceSentence[], question: string, evidence: Evidence): Support | null {
  const quoted = quotedSentences(claim, sentences);
  if (quoted === 'missing') {
    const [first] = sentences;
    return first === undefined ? null : supportOf([first], 0, 'quote-not-found');
  }
  const run = quoted ?? bestRun(claim, sentences, evidence.claimTerms(question), evidence);
  if (run === null) return null;
  const overlap = overlapOf(claim.terms, run, evidence);
  const isUnsupported = quoted === null && overlap < leastOverlap;
  return supportOf(run, overlap, isUnsupported ? 'not-supported' : factReason(claim, surroundingsOf(run, sentences), evidence));
}

type Run = readonly [EvidenceSentence, ...EvidenceSentence[]];

function supportOf(run: Run, overlap: number, reason: RejectionReason | null): Support {
  const last = run.at(-1) ?? run[0];
  return { sentences: run, span: { start: run[0].span.start, end: last.span.end }, overlap, reason };
}

function overlapOf(terms: readonly string[], sentences: readonly EvidenceSentence[], evidence: Evidence): number {
  let all = 0;
  let shared = 0;
  for (const term of terms) {
    const weight = evidence.weight(term);
    all += weight;
    if (sentences.some((sentence) => sentence.terms.has(term))) shared += weight;
  }
  return all === 0 ? 0 : shared / all;
}

/** The shortest run of neighbouring sentences that holds most of the claim; the question's words break ties. */
function bestRun(claim: Claim, sentences: readonly EvidenceSentence[], questionTerms: readonly string[], evidence: Evidence): Run | null {
  const figures = figuresIn(claim.text);
  let best: Run | null = null;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const [start, first] of sentences.entries()) {
    for (let length = 1; length <= mostSentences && start + length <= sentences.length; length += 1) {
      const run: Run = [first, ...sentences.slice(start + 1, start + length)];
      const held = numbersIn(run.map(({ text }) => text).join(' '));
      const figureShare = figures.length === 0 ? 0 : figures.filter((value) => held.has(value)).length / figures.length;
      // A claim's numbers are what a reader looks for; the question's words count a little.
      const score =
        overlapOf(claim.terms, run, evidence) +
        0.3 * figureShare +
        0.1 * overlapOf(questionTerms, run, evidence) -
        leastGain * (length - 1);
      if (score > bestScore) [best, bestScore] = [run, score];
    }
  }
  return best;
}

/** The sentences around what the claim puts in quotation marks; null when it quotes nothing. */
function quotedSentences(claim: Claim, sentences: readonly EvidenceSentence[]): Run | 'missing' | null {
  const [first] = sentences;
  const quotations = quotationsIn(claim.text);
  if (quotations.length === 0 || first === undefined) return null;
  const { passage } = first;
  const spans = quotations.map((quotation) => findFolded(passage.text, quotation));
  if (spans.some((span) => span === null)) return 'missing';
  const start = Math.min(...spans.map((span) => span?.start ?? 0)) + passage.span.start;
  const end = Math.max(...spans.map((span) => span?.end ?? 0)) + passage.span.start;
  const [head, ...rest] = sentences.filter((sentence) => sentence.span.start < end && start < sentence.span.end);
  return head === undefined ? 'missing' : [head, ...rest];
}

/** What the facts of a claim may be looked for in. */
interface Surroundings {
  readonly run: readonly EvidenceSentence[];
  /** The run and one sentence on either side. */
  readonly near: string;
  /** The passage with its title and source, in lower case. */
  readonly known: string;
  readonly passageSentences: readonly EvidenceSentence[];
}

function surroundingsOf(run: Run, passageSentences: readonly EvidenceSentence[]): Surroundings {
  const from = passageSentences.indexOf(run[0]);
  const near = passageSentences.slice(Math.max(0, from - 1), from + run.length + 1);
  const { text, title, source } = run[0].passage;
  return {
    run,
    near: near.map((sentence) => sentence.text).join('\n'),
    known: `${text}\n${title}\n${source}`.toLowerCase(),
    passageSentences,
  };
}

/** Numbers and units must stand in the run or beside it, names anywhere in the passage or its title; denials must agree. */
function factReason(claim: Claim, where: Surroundings, evidence: Evidence): RejectionReason | null {
  const numbers = numbersIn(where.near);
  const ofPlace = numbersIn(where.run.map(({ passage }) => `${passage.source} ${passage.title}`).join(' '));
  if (claimedNumbers(claim.text).some((value) => !numbers.has(value) && !ofPlace.has(value))) return 'number-differs';
  const units = unitWordsIn(where.near);
  if ([...unitsIn(claim.text)].some((unit) => !units.has(unit))) return 'number-differs';
  if (namesIn(claim.text, evidence.language).some((name) => !holdsName(name, where, evidence))) return 'name-differs';
  return denialDiffers(claim, where, evidence) ? 'negation-differs' : null;
}

function holdsName(name: string, { known, passageSentences }: Surroundings, evidence: Evidence): boolean {
  // A capital may also stand on a common word in another form: "Employees" for "employee".
  return known.includes(name) || evidence.claimTerms(name).every((term) => passageSentences.some(({ terms }) => terms.has(term)));
}

function denialDiffers(claim: Claim, { run, near }: Surroundings, evidence: Evidence): boolean {
  const source = run.map(({ text }) => text).join(' ');
  if (denies(claim.text)) return !denies(near) && !deniesSoftly(near);
  if (!denies(source) || deniesSoftly(claim.text)) return false;
  const terms = new Set(claim.terms);
  const shares = (clause: string): number =>
    evidence.claimTerms(clause).reduce((sum, term) => sum + (terms.has(term) ? evidence.weight(term) : 0), 0);
  return denies(nearestClause(source, shares));
}

// A place that carries less than this of a claim carries nothing of it.
const leastShare = 0.2;

/** Whether several places together hold what none of them holds alone. Places that add nothing stay as they were. */
export function jointly(claim: Claim, supports: readonly Support[], evidence: Evidence): readonly Support[] {
  const sharing = supports.filter(({ overlap, reason }) => overlap >= leastShare && reason !== 'quote-not-found');
  const all = sharing.map(({ sentences }) => surroundingsOf(sentences, evidence.sentencesOf(sentences[0].passage)));
  const together: Surroundings = {
    run: all.flatMap(({ run }) => run),
    near: all.map(({ near }) => near).join('\n'),
    known: all.map(({ known }) => known).join('\n'),
    passageSentences: all.flatMap(({ passageSentences }) => passageSentences),
  };
  if (sharing.length < 2 || overlapOf(claim.terms, together.run, evidence) < leastOverlap) return supports;
  if (factReason(claim, together, evidence) !== null) return supports;
  return supports.map((support) => (sharing.includes(support) ? { ...support, reason: null } : support));
}
