/** Which of the models that are there is asked when the user names none, and what he gets when he names one. Pure. */
import { AppError } from '../../core/errors.ts';
import type { ModelDescription } from '../../core/types.ts';

/** Gemma 4, best first: quality on long context (ollama-gemma.md §2.4). */
const gemma4Sizes: readonly RegExp[] = [/31b/i, /26b/i, /12b/i, /e4b|latest$|gemma4$/i, /e2b/i];

/**
 * The best model to ask: Gemma 4 by size, then any other that can chat by its size; the smallest when none fits into
 * memory. Null when there is none but embedders and `extractive`.
 */
export function bestModel(models: readonly ModelDescription[], fits: (model: ModelDescription) => boolean): ModelDescription | null {
  const asked = models.filter(({ embeds, contextTokens }) => !embeds && contextTokens > 0);
  const bySize = asked.toSorted((left, right) => (right.sizeBytes ?? 0) - (left.sizeBytes ?? 0));
  const ranked = bySize.toSorted((left, right) => rank(left) - rank(right));
  return ranked.find(fits) ?? bySize.at(-1) ?? null;
}

function rank({ id }: ModelDescription): number {
  const place = /gemma-?4/i.test(id) ? gemma4Sizes.findIndex((size) => size.test(id)) : -1;
  return place === -1 ? gemma4Sizes.length : place;
}

/**
 * The model with this id. Accepts `gemma4` for `gemma4:latest`, and `ollama/…` or `openai/…` in front where two
 * servers have a model of the same name; without it, the first server wins.
 */
export function namedModel(models: readonly ModelDescription[], id: string): ModelDescription | null {
  const exact = models.find((model) => model.id === id || model.id === `${id}:latest`);
  if (exact !== undefined) return exact;
  return models.find((model) => `${model.engine}/${model.id}` === id) ?? null;
}

/** For a name that no server knows: says which there are, where was looked, and how to get it where that would help. */
export function unknownModel(id: string, models: readonly ModelDescription[], tried: readonly string[], isOllamaUp: boolean): AppError {
  const known = models.filter(({ embeds }) => !embeds).map((model) => model.id);
  const where = tried.length === 0 ? '' : ` Looked at ${tried.join(', ')}.`;
  const install = isOllamaUp ? ` To install it in Ollama: \`ollama pull ${id.slice(0, 100)}\` where there is a network.` : '';
  return new AppError('model-unknown', `There is no model "${id.slice(0, 100)}"`, `Choose one of: ${known.join(', ')}.${where}${install}`);
}

/** For a name that is not known while the server that may have it is down: nobody can tell whether it is installed. */
export function unreachableModel(id: string, models: readonly ModelDescription[], tried: readonly string[], cause: unknown): AppError {
  const name = id.slice(0, 100);
  const others = models.filter(({ embeds }) => !embeds).map((model) => model.id);
  return new AppError(
    'model-unreachable',
    `"${name}" cannot be asked: no model server has answered`,
    `Start the model server (\`ollama serve\`), then ask again. Looked at ${tried.join(', ')}. What can be asked now: ${others.join(', ')}.`,
    cause,
  );
}
