/** Reads Ollama's descriptions of models. Pure; unknown fields are left alone, since every release adds some. */
import { z } from 'zod';
import type { ModelDescription } from '../../core/types.ts';
import { type CacheShape, gemma4Cache, type ModelShape, memoryNeed } from './window.ts';

const remote = { remote_model: z.string().optional(), remote_host: z.string().optional() };

export const tagsReply = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      size: z.number().default(0),
      digest: z.string().default(''),
      details: z.object({ parameter_size: z.string().optional(), family: z.string().optional() }).nullish(),
      ...remote,
    }),
  ),
});
export type ListedModel = z.infer<typeof tagsReply>['models'][number];

export const runningReply = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      digest: z.string().default(''),
      context_length: z.number().optional(),
      expires_at: z.string().optional(),
    }),
  ),
});
export type RunningModel = z.infer<typeof runningReply>['models'][number];

export const shownReply = z.object({
  model_info: z.record(z.string(), z.unknown()).default({}),
  capabilities: z.array(z.string()).default([]),
  ...remote,
});
export type ShownModel = z.infer<typeof shownReply>;

/** True for a model that Ollama only passes on to a computer of somebody else. */
export function isCloud(name: string, { remote_host, remote_model }: Pick<ShownModel, 'remote_host' | 'remote_model'>): boolean {
  return isCloudName(name) || (remote_host ?? '') !== '' || (remote_model ?? '') !== '';
}

export function isCloudName(name: string): boolean {
  return /[:-]cloud$/.test(name);
}

/** Every model of Ollama has a tag; without one, `latest` is meant. */
export function fullName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).includes(':') ? name : `${name}:latest`;
}

export function describeModel(
  listed: ListedModel,
  shown: ShownModel,
  running: RunningModel | null,
  windowTokens: number,
  memoryBytes: number | null,
): ModelDescription {
  return {
    id: listed.name,
    engine: 'ollama',
    contextTokens: windowTokens,
    embeds: isEmbedding(shown),
    // With another window it is another load of the model: it is loaded anew, and holds nothing of ours.
    loaded: running !== null && (running.context_length ?? windowTokens) === windowTokens,
    digest: listed.digest === '' ? null : listed.digest,
    sizeBytes: listed.size,
    parameters: listed.details?.parameter_size ?? null,
    ...(shown.capabilities.includes('vision') ? { vision: true } : {}),
    memory: memoryNeed(shapeOf(listed, shown), windowTokens, memoryBytes),
  };
}

/** Old versions list no capabilities; only embedding models have a pooling type. */
function isEmbedding({ capabilities, model_info }: ShownModel): boolean {
  if (capabilities.length > 0) return capabilities.includes('embedding') && !capabilities.includes('completion');
  return Object.keys(model_info).some((key) => key.endsWith('.pooling_type'));
}

export function shapeOf(listed: ListedModel, { model_info }: ShownModel): ModelShape {
  const architecture = String(model_info['general.architecture'] ?? '');
  const figure = (name: string): number | null => {
    const value = model_info[`${architecture}.${name}`];
    return typeof value === 'number' ? value : null;
  };
  return {
    // 2,048 is what the oldest models in use were trained for; a model without the figure is one of those.
    trainedTokens: figure('context_length') ?? 2_048,
    weightsBytes: listed.size,
    cache: (architecture === 'gemma4' ? gemma4Cache(figure('block_count') ?? 0) : null) ?? plainCache(figure),
  };
}

/** Every layer sees everything, two bytes a value: the upper bound for what has sliding layers. */
function plainCache(figure: (name: string) => number | null): CacheShape | null {
  const layers = figure('block_count');
  const heads = figure('attention.head_count');
  const width = figure('embedding_length');
  // Without `verbose`, figures that differ by layer are null; then all heads count, which is again an upper bound.
  const keyHeads = figure('attention.head_count_kv') ?? heads;
  const keyLength = figure('attention.key_length') ?? (width === null || heads === null ? null : width / heads);
  const valueLength = figure('attention.value_length') ?? keyLength;
  if (layers === null || keyHeads === null || keyLength === null || valueLength === null) return null;
  return { bytesPerToken: 2 * layers * keyHeads * (keyLength + valueLength), slidingBytesPerToken: 0, slidingTokens: 0 };
}
