/** The embedder of the config. A new kind is one file and one line here. */
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Embedder } from '../ports.ts';
import { openOllamaEmbedder } from './ollama.ts';

const ollamaPrefix = 'ollama:';

/**
 * Null for `lsa`, whose vectors are learned inside the collection and need no model. Asks the model server for digest
 * and dimensions, which are part of the embedder's id.
 * @throws AppError config-invalid, model-unknown, model-unreachable.
 */
export async function openEmbedder(config: Config, signal: AbortSignal): Promise<Embedder | null> {
  const { embedder, ollamaUrl } = config;
  if (embedder === 'lsa') return null;
  const model = embedder.startsWith(ollamaPrefix) ? embedder.slice(ollamaPrefix.length) : '';
  if (model !== '') return openOllamaEmbedder({ url: ollamaUrl, model }, signal);
  throw new AppError(
    'config-invalid',
    `There is no embedder "${embedder}"`,
    'Set CARREL_EMBEDDER to `lsa` or to `ollama:` and the name of a model.',
  );
}
