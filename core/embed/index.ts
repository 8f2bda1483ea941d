/** The registry of embedders. A new kind is one file and one line here. */
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Embedder } from '../ports.ts';
import { bestOllamaEmbedder, openOllamaEmbedder } from './ollama.ts';
import { onnxModels } from './onnx/models.ts';
import { openOnnxEmbedder } from './onnx.ts';

interface EmbedderKind {
  /** Opens the model of this name. @throws AppError */
  open(config: Config, model: string, signal: AbortSignal): Promise<Embedder>;
  /** The model that `auto` takes; null when this kind has none. Never throws for a server that is not there. */
  best(config: Config, signal: AbortSignal): Promise<string | null>;
}

/** In the order in which `auto` asks them: what a person has added comes before what happens to be there. */
export const embedderKinds: Readonly<Record<string, EmbedderKind>> = {
  onnx: {
    open: ({ data }, model) => openOnnxEmbedder(data, model),
    best: async ({ data }) => onnxModels(data)[0]?.name ?? null,
  },
  ollama: {
    open: ({ ollamaUrl }, model, signal) => openOllamaEmbedder({ url: ollamaUrl, model }, signal),
    best: ({ ollamaUrl }, signal) => bestOllamaEmbedder(ollamaUrl, signal),
  },
};

/** The embedder in force, as the setting names it: `auto` is resolved, anything else is as it was. */
export async function embedderInForce(config: Config, signal: AbortSignal): Promise<string> {
  if (config.embedder !== 'auto') return config.embedder;
  for (const [kind, { best }] of Object.entries(embedderKinds)) {
    const model = await best(config, signal);
    if (model !== null) return `${kind}:${model}`;
  }
  return 'lsa';
}

/**
 * Null for `lsa`, whose vectors are learned inside the collection and need no model. Asks the model server for digest
 * and dimensions, which are part of the embedder's id.
 * @throws AppError config-invalid, model-unknown, model-unreachable.
 */
export async function openEmbedder(config: Config, signal: AbortSignal): Promise<Embedder | null> {
  const wanted = await embedderInForce(config, signal);
  if (wanted === 'lsa') return null;
  const [, kind = '', model = ''] = /^(\w+):(.+)$/.exec(wanted) ?? [];
  const opener = Object.hasOwn(embedderKinds, kind) ? embedderKinds[kind] : undefined;
  if (opener !== undefined) return opener.open(config, model, signal);
  const known = Object.keys(embedderKinds).map((name) => `\`${name}:<model>\``);
  throw new AppError(
    'config-invalid',
    `There is no embedder "${wanted}"`,
    `Set CARREL_EMBEDDER to \`auto\`, \`lsa\`, ${known.join(' or ')}.`,
  );
}

/** The setting that opens an embedder by its id: what comes before the digest; learned vectors have none. */
export function embedderOfId(id: string): string {
  const end = id.lastIndexOf('@');
  return end === -1 ? 'lsa' : id.slice(0, end);
}
