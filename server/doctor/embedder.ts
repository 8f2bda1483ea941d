/** The embedder of the config: there, and able to make vectors. */
import type { Config } from '../../core/config.ts';
import { embedderInForce, openEmbedder } from '../../core/embed/index.ts';
import { AppError } from '../../core/errors.ts';
import type { ModelDescription } from '../../core/types.ts';
import { bad, type Finding, good } from './finding.ts';

const prefix = 'ollama:';
const onnxPrefix = 'onnx:';

export async function embedder(config: Config, found: readonly ModelDescription[], signal: AbortSignal): Promise<Finding> {
  const wanted = await embedderInForce(config, signal);
  if (wanted.startsWith(onnxPrefix)) return addedEmbedder(config, signal);
  if (!wanted.startsWith(prefix)) return good('collection', 'Vectors are learned on each collection itself (lsa); no model is needed.');
  const name = wanted.slice(prefix.length);
  const model = found.find(({ id }) => id === name || id === `${name}:latest`);
  const remedy = 'Install it, name another with CARREL_EMBEDDER, or set CARREL_EMBEDDER=lsa; until then words and trigrams search.';
  if (model === undefined) return bad('collection', `The embedding model ${name} of the config is not there.`, remedy);
  if (!model.embeds) return bad('collection', `${name} of the config answers questions and makes no vectors.`, remedy);
  return good('collection', `Vectors are made by ${name}.`);
}

/** A vector is made: the packages are optional, so that it is listed says nothing of whether it runs. */
async function addedEmbedder(config: Config, signal: AbortSignal): Promise<Finding> {
  try {
    const opened = await openEmbedder(config, signal);
    await opened?.embedQuery('Where is the key?', signal);
    return good('collection', `Vectors are made by ${opened?.id ?? 'nothing'}.`);
  } catch (fault) {
    if (!(fault instanceof AppError) || fault.code === 'cancelled') throw fault;
    return bad('collection', `${fault.message}.`, fault.hint);
  }
}
