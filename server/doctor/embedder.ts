/** The embedder of the config: there, and able to make vectors. */
import type { Config } from '../../core/config.ts';
import type { ModelDescription } from '../../core/types.ts';
import { bad, type Finding, good } from './finding.ts';

const prefix = 'ollama:';

export function embedder({ embedder: wanted }: Config, found: readonly ModelDescription[]): Finding {
  if (!wanted.startsWith(prefix)) return good('collection', 'Vectors are learned on each collection itself (lsa); no model is needed.');
  const name = wanted.slice(prefix.length);
  const model = found.find(({ id }) => id === name || id === `${name}:latest`);
  const remedy = 'Install it, name another with CARREL_EMBEDDER, or set CARREL_EMBEDDER=lsa; until then words and trigrams search.';
  if (model === undefined) return bad('collection', `The embedding model ${name} of the config is not there.`, remedy);
  if (!model.embeds) return bad('collection', `${name} of the config answers questions and makes no vectors.`, remedy);
  return good('collection', `Vectors are made by ${name}.`);
}
