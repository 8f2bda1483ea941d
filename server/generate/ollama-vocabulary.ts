/** The vocabulary of a model of Ollama: `/api/show` tells all of it when asked for `verbose`. */
import type { Ollama, ShowRequest } from 'ollama';
import { shownReply } from './ollama-models.ts';
import { type ModelVocabulary, vocabularyIn } from './vocabulary/model-vocabulary.ts';

/** Null when this version does not tell it. */
export async function ollamaVocabulary(client: Ollama, model: string): Promise<ModelVocabulary | null> {
  // The types of the package lack `verbose`; it passes what it does not know.
  const asked: ShowRequest & { readonly verbose: true } = { model, verbose: true };
  const shown = shownReply.safeParse(await client.show(asked));
  return shown.success ? vocabularyIn(shown.data.model_info) : null;
}
