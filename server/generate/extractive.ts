/** Answers without a model: the sentences that fit the question best, word for word, or the honest "not in here". */
import type { Config } from '../../core/config.ts';
import type { Capabilities, Engine, GenerateEvent, GenerateRequest, Generator } from '../../core/ports.ts';
import type { ModelDescription } from '../../core/types.ts';
import { phrasesFor } from '../answer/phrases/phrases.ts';
import { confidenceOf, featuresOf } from '../answer/ranking/confidence.ts';
import { type RankedSentence, rankSentences } from '../answer/ranking/sentence-ranking.ts';
import { type Quote, quoteOf } from './extractive-quotes.ts';
import { isTableHead } from './quote-table.ts';

export const extractiveModel: ModelDescription = {
  id: 'extractive',
  engine: 'extractive',
  // It has no window: nothing is sent anywhere.
  contextTokens: 0,
  embeds: false,
  loaded: true,
  digest: null,
  sizeBytes: null,
  parameters: null,
  memory: null,
};

// retrieval.md §6: top one to three sentences from at most two documents.
const mostQuotes = 3;
const mostDocuments = 2;
// Further quotes fill up the three only while they are nearly as good: no gold sentence of XQuAD-en or handbook-200k is lost by
// it, while a bound on shared words costs 1 to 8 points (test/eval/LOG.md).
const nearlyAsGood = 0.7;
/** The shortest sentences that say something have four words. */
const mostLabelWords = 3;

export function extractiveEngine(config: Config): Engine {
  return {
    name: 'extractive',
    address: null,
    isElsewhere: false,
    isOptional: false,
    capabilities,
    discover: async () => [extractiveModel],
    open: () => extractive(config),
    report: async () => ({ runtime: 'Carrel itself', loadedWindows: [], knownFaults: [] }),
  };
}

/** Nothing is sent, so there is nothing to count, cut or keep. */
const capabilities: Capabilities = {
  reportsProgress: false,
  reportsCache: 'unknown',
  countsTokens: false,
  setsWindow: 'when-started',
  refusesOverflow: true,
  savesState: false,
};

export function extractive(config: Config): Generator {
  return {
    model: extractiveModel,
    async *generate(request, signal) {
      signal.throwIfAborted();
      const phrases = phrasesFor(request.question);
      const quotes = chosenQuotes(request, config.abstainBelow);
      if (quotes.length === 0) yield { type: 'text', text: phrases.notFound };
      else yield { type: 'text', text: phrases.quoted };
      for (const quote of quotes) {
        signal.throwIfAborted();
        yield {
          type: 'quote',
          text: `\n\n${quote.text}`,
          passage: quote.passage.number,
          span: quote.span,
          saysPlace: quote.shape === 'code',
        };
      }
      yield ended;
    },
  };
}

const ended: GenerateEvent = {
  type: 'end',
  finish: 'stop',
  usage: { promptTokens: null, cachedTokens: null, outputTokens: 0, promptMs: null, outputMs: null },
  options: {},
};

/**
 * The best sentence first, because it is read first; the others follow in the order of their sources. None when the
 * search is too unsure.
 */
function chosenQuotes({ question, outcome, passages }: GenerateRequest, abstainBelow: number): readonly Quote[] {
  if (outcome === null) return [];
  const ranked = rankSentences(question, outcome, passages);
  if (confidenceOf(featuresOf(question, outcome, ranked)) < abstainBelow) return [];
  // What only names a topic is quoted when nothing else was found.
  const [best, ...others] =
    [ranked.filter((sentence) => !isName(sentence)), ranked].map(distinctQuotes).find(({ length }) => length > 0) ?? [];
  if (best === undefined) return [];
  const order = new Map(ranked.map(({ passage }, index) => [passage.documentId, index]).toReversed() as [string, number][]);
  const rankOf = ({ passage }: Quote): number => order.get(passage.documentId) ?? ranked.length;
  return [best, ...others.toSorted((one, other) => rankOf(one) - rankOf(other) || one.span.start - other.span.start)];
}

/** Headings, the title, the header of a table. A line with `#` that ends as a sentence is a comment of code. */
function isName({ passage, span, text }: RankedSentence): boolean {
  const written = text.trim();
  return /^#{1,6}\s[^\n]*[^.:;!\n]$/.test(written) || written === passage.title.trim() || isTableHead(passage, span);
}

/** Markdown headings, and up to three words without a figure among them. */
function isLabel(sentence: string): boolean {
  return /^#{1,6}\s[^\n]*$/.test(sentence.trim()) || (!/\p{N}/u.test(sentence) && sentence.trim().split(/\s+/).length <= mostLabelWords);
}

function distinctQuotes(ranked: readonly RankedSentence[]): readonly Quote[] {
  const quotes: Quote[] = [];
  const documents = new Set<string>();
  const said = new Set<string>();
  const enough = (ranked[0]?.score ?? 0) * nearlyAsGood;
  for (const { passage, span, score, coverage, holdsType } of ranked) {
    if (quotes.length === mostQuotes || (quotes.length > 0 && score < enough)) break;
    if (!documents.has(passage.documentId) && documents.size === mostDocuments) continue;
    // A heading names the topic; beside a sentence that answers it is only noise.
    if (quotes.length > 0 && isLabel(passage.text.slice(span.start - passage.span.start, span.end - passage.span.start))) continue;
    const quote = quoteOf(passage, span);
    // A row or a line without a word of the question or the kind of thing it asks for only stands near by. In prose it may
    // go on with what the sentence before it says (NQ-open dev in 3: 82.1 % without them, 82.9 % with).
    if (quotes.length > 0 && quote.shape !== 'prose' && coverage === 0 && holdsType !== true) continue;
    const words = quote.text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ');
    const overlaps = quotes.some(
      (other) => other.passage.documentId === passage.documentId && other.span.start < quote.span.end && quote.span.start < other.span.end,
    );
    // The same words in two files are one thing said twice.
    if (overlaps || said.has(words)) continue;
    said.add(words);
    documents.add(passage.documentId);
    quotes.push(quote);
  }
  return quotes;
}
