/** Vectors from an ONNX model that a person added (`carrel embedder add`), run by an optional package in a process of its own. */
import { AppError } from '../errors.ts';
import type { Embedder } from '../ports.ts';
import { type OnnxModel, onnxModels } from './onnx/models.ts';
import { type EmbedProcess, type Packages, startEmbedProcess } from './onnx/process.ts';
import { packages as realPackages } from './onnx/protocol.ts';
import { prefixesFor } from './prefixes.ts';

/** By digest: what is opened for each question must not start a process for each. */
const processes = new Map<string, EmbedProcess>();

/** @throws AppError model-unknown */
export async function openOnnxEmbedder(data: string, name: string, packages: Packages = realPackages): Promise<Embedder> {
  const model = onnxModels(data).find((one) => one.name === name);
  if (model === undefined) {
    const hint = 'Add it with `carrel embedder add <folder>`, or set CARREL_EMBEDDER=lsa.';
    throw new AppError('model-unknown', `There is no embedding model "${name}" in the data folder`, hint);
  }
  const prefixes = prefixesFor(name);
  const { digest, dimensions } = model;
  return {
    id: `onnx:${name}@${digest.slice(0, 12)}/${dimensions}/v${prefixes.version}`,
    dimensions,
    async embedDocuments(inputs, signal) {
      if (inputs.length === 0) return [];
      return embed(model, packages, inputs.map(prefixes.document), true, signal);
    },
    async embedQuery(question, signal) {
      const [vector] = await embed(model, packages, [prefixes.query(question)], false, signal);
      return vector ?? new Float32Array(dimensions);
    },
  };
}

async function embed(model: OnnxModel, packages: Packages, texts: readonly string[], isBackground: boolean, signal: AbortSignal) {
  const known = processes.get(model.digest);
  const running = known?.isAlive() === true ? known : startEmbedProcess(model, packages);
  processes.set(model.digest, running);
  const vectors = await running.embed(texts, isBackground, signal);
  if (vectors.length === texts.length && vectors.every(({ length }) => length === model.dimensions)) return vectors;
  throw new AppError('embedder-mismatch', `${model.name} makes vectors of another size than when it was added`, 'Add it again.');
}
