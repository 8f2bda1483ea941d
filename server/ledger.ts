/** The ledger of a collection: its documents as they would be sent, against the window of every model that is there. */
import type { Config } from '../core/config.ts';
import type { CollectionAccess } from '../core/ports.ts';
import { countTokens, loadVocabulary } from '../core/tokens/index.ts';
import type { Ledger, ModelDescription } from '../core/types.ts';
import { ledgerModel } from './answer/ledger.ts';
import { packedCollection } from './answer/pack/shelf.ts';
import { promptTail, tailTokens } from './answer/prompt.ts';

/** ollama-gemma.md §7 rule 6: question and history stay under a batch of 512 tokens where they can. */
const questionTokens = 512;

/** Counts every document as it is sent; models that make vectors or only quote have no window to fill. */
export async function collectionLedger(collection: CollectionAccess, models: readonly ModelDescription[], config: Config): Promise<Ledger> {
  await loadVocabulary();
  const records = (await collection.documents()).filter(({ status }) => status === 'indexed');
  const { tokens: packedTokens, current } = await packedCollection({ collection, config, countTokens }, records);
  const documents = records.map(({ id, source, tokens }) => ({ id, source, tokens, packedTokens: current.get(id)?.tokens ?? 0 }));
  const input = {
    documents,
    packedTokens,
    tailTokens: tailTokens(promptTail('', [], '', countTokens), countTokens) + questionTokens,
    reservedTokens: config.maxOutputTokens,
  };
  return {
    tokens: documents.reduce((sum, { tokens }) => sum + tokens, 0),
    packedTokens,
    documents,
    models: models.filter(({ embeds, contextTokens }) => !embeds && contextTokens > 0).map((model) => ledgerModel(input, model)),
  };
}
