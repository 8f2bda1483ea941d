/** Embedding models that a person added: a folder each below `embedders/`, with what is known of it in embedder.json. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const description = z.strictObject({
  /** Of the model file and the tokenizer together. */
  digest: z.string(),
  dimensions: z.int().positive(),
  pooling: z.enum(['cls', 'mean']),
  /** Longest text that is read in one go, with the tokens at both ends. */
  windowTokens: z.int().min(3),
  addedAt: z.string(),
});

export type OnnxDescription = z.infer<typeof description>;
export interface OnnxModel extends OnnxDescription {
  readonly name: string;
  readonly folder: string;
}

export const modelFile = 'model.onnx';
export const tokenizerFile = 'tokenizer.json';
export const descriptionFile = 'embedder.json';
/** A name is a folder's: no way out of it, on no system. */
export const modelName = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export const onnxFolder = (data: string): string => join(data, 'embedders');

/** The newest first. A folder without a true description is half added or not ours. */
export function onnxModels(data: string): readonly OnnxModel[] {
  const folder = onnxFolder(data);
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder).flatMap((name) => modelIn(join(folder, name), name) ?? []);
  return found.sort((left, right) => right.addedAt.localeCompare(left.addedAt));
}

function modelIn(folder: string, name: string): OnnxModel | null {
  if (!modelName.test(name)) return null;
  try {
    return { ...description.parse(JSON.parse(readFileSync(join(folder, descriptionFile), 'utf8'))), name, folder };
  } catch {
    return null;
  }
}
