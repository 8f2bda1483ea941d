/** The vocabulary of a model of Ollama: `/api/show` tells all of it when asked for `verbose`. */
import { shownReply } from './ollama-models.ts';
import { type ModelVocabulary, vocabularyIn } from './vocabulary/model-vocabulary.ts';

/** Null when this version does not tell it. */
export async function ollamaVocabulary(
  show: (asked: { readonly model: string; readonly verbose: true }) => Promise<unknown>,
  model: string,
): Promise<ModelVocabulary | null> {
  const shown = shownReply.safeParse(await show({ model, verbose: true }));
  return shown.success ? vocabularyIn(shown.data.model_info) : null;
}
