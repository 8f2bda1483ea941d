/** The ledger of a collection that is too large to be packed only to be counted: from the sums that its file keeps. */
import type { Config } from '../core/config.ts';
import type { CollectionAccess } from '../core/ports.ts';
import type { CollectionSummary, Ledger, ModelDescription } from '../core/types.ts';
import { ledgerModel, mostListedDocuments } from './answer/plan/ledger.ts';
import { estimatedSize } from './answer/plan/ways.ts';
import { knownReadingLength } from './answer/reading/reading-length.ts';
import { isGemma } from './generate/prompt-checks.ts';
import { estimateCounter, gemmaCounter } from './generate/token-counter.ts';
import { questionAndRules } from './ledger-tail.ts';

/** Windows of today end at a million tokens; packing more than twice that is seconds of work for a verdict that is known. */
const mostCountedTokens = 2_000_000;
/** Records cross over from the search worker at once: 50,000 of them held up the main loop for 448 ms (issue 9), so these a tenth. */
const mostCountedDocuments = 5_000;

export const isTooLargeToCount = ({ tokens, documents }: CollectionSummary): boolean =>
  tokens > mostCountedTokens || documents > mostCountedDocuments;

/** Lists the first documents and tells how many more there are; what one takes as it is sent is estimated. */
export async function storedLedger(
  collection: CollectionAccess,
  summary: CollectionSummary,
  models: readonly ModelDescription[],
  config: Config,
): Promise<Ledger> {
  const first = await collection.documentPage({ after: '', limit: mostListedDocuments, holding: '', show: 'all', since: '' });
  const documents = first.documents
    .filter(({ status }) => status === 'indexed')
    .map(({ id, source, tokens }) => ({ id, source, tokens, packedTokens: estimatedSize(tokens, 1) }));
  const packedTokens = estimatedSize(summary.tokens, summary.documents);
  const judged = models.map((model) => {
    const counter = isGemma(model.id) ? gemmaCounter : estimateCounter;
    const input = {
      documents: null,
      packedTokens: Math.ceil(packedTokens * (1 + counter.margin)),
      tailTokens: questionAndRules(counter.count),
      reservedTokens: config.maxOutputTokens,
      counter,
    };
    return ledgerModel(input, model, knownReadingLength(config, model));
  });
  return { tokens: summary.tokens, packedTokens, documents, moreDocuments: summary.documents - documents.length, models: judged };
}
