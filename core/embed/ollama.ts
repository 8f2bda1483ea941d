/** Vectors from an embedding model in Ollama. */
import { Ollama } from 'ollama';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { brokenStream } from '../model-faults.ts';
import { ollamaFetch } from '../ollama-fetch.ts';
import type { Embedder } from '../ports.ts';
import { isEmbeddingModel, prefixesFor } from './prefixes.ts';

/** Inputs of one request run one after another; more would only make a single failure dearer (ollama-gemma.md §3). */
const batch = 32;
/** One input of 2,048 tokens on a slow processor takes some 20 s. */
const patienceMs = 900_000;

/** A server on this machine lists its models in milliseconds; one that is swapped out needs a second. */
const lookingMs = 3_000;

const embedReply = z.object({ embeddings: z.array(z.array(z.number())) });
const tagsReply = z.object({ models: z.array(z.object({ name: z.string(), digest: z.string() })) });

export interface OllamaEmbedderSettings {
  readonly url: string;
  readonly model: string;
}

/**
 * Opens the model and asks it for one vector, to know its length.
 * @throws AppError model-unknown, model-unreachable, model-failed.
 */
export async function openOllamaEmbedder({ url, model }: OllamaEmbedderSettings, signal: AbortSignal): Promise<Embedder> {
  const prefixes = prefixesFor(model);
  const digest = await digestOf(url, model, signal);
  const [probe] = await embed(url, model, [prefixes.query('length')], null, signal);
  const dimensions = probe?.length ?? 0;
  return {
    id: `ollama:${model}@${digest.slice(0, 12)}/${dimensions}/v${prefixes.version}`,
    dimensions,
    async embedDocuments(inputs, caller) {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < inputs.length; start += batch) {
        const texts = inputs.slice(start, start + batch).map(prefixes.document);
        vectors.push(...(await embedOrSingly(url, model, texts, dimensions, caller)));
      }
      return vectors;
    },
    async embedQuery(question, caller) {
      const [vector] = await embed(url, model, [prefixes.query(question)], dimensions, caller);
      return vector ?? new Float32Array(dimensions);
    },
  };
}

/** The first model of Ollama that is one for vectors by its name; null also where no Ollama is. */
export async function bestOllamaEmbedder(url: string, signal: AbortSignal): Promise<string | null> {
  try {
    const reply = tagsReply.safeParse(await client(url, '', AbortSignal.any([signal, AbortSignal.timeout(lookingMs)])).list());
    const name = reply.data?.models.map((model) => model.name).find(isEmbeddingModel);
    return name?.replace(/:latest$/, '') ?? null;
  } catch (fault) {
    if (!(fault instanceof AppError) || signal.aborted) throw fault;
    return null;
  }
}

const client = (url: string, model: string, signal: AbortSignal): Ollama =>
  new Ollama({ host: url, fetch: ollamaFetch({ url, signal, model }) });

async function digestOf(url: string, model: string, signal: AbortSignal): Promise<string> {
  const reply = tagsReply.safeParse(await client(url, model, signal).list());
  if (!reply.success) throw brokenStream(model, 'answers, but not as Ollama does', reply.error);
  const found = reply.data.models.find(({ name }) => name === model || name === `${model}:latest`);
  if (found !== undefined) return found.digest;
  throw new AppError(
    'model-unknown',
    `The embedding model ${model} is not installed at ${url}`,
    `Run \`ollama pull ${model}\` where there is a network and copy the models folder here, or set CARREL_EMBEDDER=lsa.`,
  );
}

/** One input that is too long fails its whole request: then each is tried alone, and the culprit is cut in half until it fits. */
async function embedOrSingly(url: string, model: string, texts: readonly string[], dimensions: number, signal: AbortSignal) {
  try {
    return await embed(url, model, texts, dimensions, signal);
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'prompt-too-long') throw cause;
    const vectors: Float32Array[] = [];
    for (const text of texts) vectors.push(await embedHalving(url, model, text, dimensions, signal));
    return vectors;
  }
}

async function embedHalving(url: string, model: string, text: string, dimensions: number, signal: AbortSignal): Promise<Float32Array> {
  try {
    const [vector] = await embed(url, model, [text], dimensions, signal);
    return vector ?? new Float32Array(dimensions);
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'prompt-too-long' || text.length < 2) throw cause;
    const middle = Math.ceil(text.length / 2);
    const left = await embedHalving(url, model, text.slice(0, middle), dimensions, signal);
    const right = await embedHalving(url, model, text.slice(middle), dimensions, signal);
    return normalised(left.map((value, place) => value + (right[place] ?? 0)));
  }
}

async function embed(url: string, model: string, input: readonly string[], dimensions: number | null, signal: AbortSignal) {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const reply = await client(url, model, bounded).embed({
    model,
    input: [...input],
    // A text that is too long is an error, never a vector of its beginning.
    truncate: false,
    // On the processor, so that the chat model and its cache stay on the graphics card.
    options: { num_gpu: 0 },
  });
  const parsed = embedReply.safeParse(reply);
  if (!parsed.success) throw brokenStream(model, 'answers, but not as Ollama does', parsed.error);
  const { embeddings } = parsed.data;
  if (embeddings.length !== input.length) throw brokenStream(model, `sends ${embeddings.length} vectors for ${input.length} texts`);
  const expected = dimensions ?? embeddings[0]?.length ?? 0;
  const wrong = embeddings.find((vector) => vector.length !== expected || vector.length === 0);
  if (wrong !== undefined) throw mismatch(model, wrong.length, expected);
  return embeddings.map((vector) => normalised(Float32Array.from(vector)));
}

function mismatch(model: string, sent: number, expected: number): AppError {
  return new AppError(
    'embedder-mismatch',
    `${model} sends vectors of ${sent} dimensions; ${expected} were expected`,
    'The model was changed while it was in use: restart, and ingest again to rebuild the vectors.',
  );
}

function normalised(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
