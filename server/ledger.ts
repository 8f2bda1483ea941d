/** The ledger of a collection: its documents as they would be sent, against the window of every model that is there. */
import type { Config } from '../core/config.ts';
import type { CollectionAccess, TokenCounter } from '../core/ports.ts';
import { countTokens, loadVocabulary } from '../core/tokens/index.ts';
import type { Ledger, LedgerDocument, ModelDescription } from '../core/types.ts';
import type { Pack } from './answer/pack/pack.ts';
import { packedCollection } from './answer/pack/shelf.ts';
import { type LedgerInput, ledgerModel, mostListedDocuments } from './answer/plan/ledger.ts';
import { prefixTokens } from './answer/prompt/prompt.ts';
import { counterFor } from './answer/reading/counting.ts';
import { knownReadingLength } from './answer/reading/reading-length.ts';
import { openModel } from './generate/index.ts';
import { isGemma } from './generate/prompt-checks.ts';
import { estimateCounter, gemmaCounter } from './generate/token-counter.ts';
import { questionAndRules } from './ledger-tail.ts';
import { isTooLargeToCount, storedLedger } from './stored-ledger.ts';

/**
 * Counts every document as it is sent, as each model counts: by its own vocabulary where it is loaded or is Gemma, else
 * by an estimate that says so; of a very large collection, from the sums that are kept (docs/decisions/089). Models that
 * make vectors or only quote have no window to fill.
 */
export async function collectionLedger(
  collection: CollectionAccess,
  models: readonly ModelDescription[],
  config: Config,
  signal: AbortSignal,
): Promise<Ledger> {
  await loadVocabulary();
  const windowed = models.filter(({ embeds, contextTokens }) => !embeds && contextTokens > 0);
  const summary = await collection.summary();
  if (isTooLargeToCount(summary)) return storedLedger(collection, summary, windowed, config);
  const records = (await collection.documents()).filter(({ status }) => status === 'indexed');
  const pack = await packedCollection({ collection, config, countTokens }, records);
  const documents = records.map(({ id, source, tokens }) => ({ id, source, tokens, packedTokens: pack.current.get(id)?.tokens ?? 0 }));
  const judged: Ledger['models'][number][] = [];
  for (const model of windowed) {
    const counter = await counterOf(model, collection, config, signal);
    judged.push(ledgerModel(await countedBy(counter, documents, pack, config), model, knownReadingLength(config, model)));
  }
  return {
    tokens: documents.reduce((sum, { tokens }) => sum + tokens, 0),
    packedTokens: prefixTokens([...pack.current.values()]),
    documents: documents.slice(0, mostListedDocuments),
    moreDocuments: Math.max(0, documents.length - mostListedDocuments),
    models: judged,
  };
}

/** A vocabulary of some megabytes is not fetched for each model of a long list, only for those in use. */
async function counterOf(
  model: ModelDescription,
  collection: CollectionAccess,
  config: Config,
  signal: AbortSignal,
): Promise<TokenCounter> {
  if (isGemma(model.id)) return gemmaCounter;
  return model.loaded ? counterFor(openModel(config, model), collection, signal) : estimateCounter;
}

// The pack is the same object as long as nothing has changed, and so is the counter of a model.
const knownCounts = new WeakMap<Pack, Map<TokenCounter['count'], readonly LedgerDocument[]>>();

async function countedBy(counter: TokenCounter, documents: readonly LedgerDocument[], pack: Pack, config: Config): Promise<LedgerInput> {
  const known = knownCounts.get(pack) ?? new Map<TokenCounter['count'], readonly LedgerDocument[]>();
  knownCounts.set(pack, known);
  const own = known.get(counter.count) ?? (await recounted(counter, documents, pack));
  known.set(counter.count, own);
  return {
    documents: own,
    packedTokens: prefixTokens(own.map(({ packedTokens }) => ({ text: '', tokens: packedTokens }))),
    tailTokens: questionAndRules(counter.count),
    reservedTokens: config.maxOutputTokens,
    counter,
  };
}

async function recounted({ count }: TokenCounter, documents: readonly LedgerDocument[], pack: Pack): Promise<readonly LedgerDocument[]> {
  if (count === countTokens) return documents;
  const counted: LedgerDocument[] = [];
  for (const document of documents) {
    counted.push({ ...document, packedTokens: count(pack.current.get(document.id)?.text ?? '') });
    // Other requests go on in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return counted;
}
