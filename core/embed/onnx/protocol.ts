/** What the process that holds an ONNX model is told and says. Vectors go as they are, without JSON. */
import { z } from 'zod';

export const packages = { runtime: 'onnxruntime-node', tokenizer: '@huggingface/tokenizers' } as const;
/** The versions that were tried. */
export const installCommand = `npm i ${packages.runtime}@1.30.0 ${packages.tokenizer}@0.2.0`;

export const startOrder = z.strictObject({
  /** Names of the packages, or addresses of their first modules. */
  runtime: z.string(),
  tokenizer: z.string(),
  folder: z.string(),
  pooling: z.enum(['cls', 'mean']),
  windowTokens: z.int().min(3),
  threads: z.int().positive(),
});
export type StartOrder = z.infer<typeof startOrder>;

export const order = z.strictObject({ id: z.int(), texts: z.array(z.string()), isBackground: z.boolean() });
export type Order = z.infer<typeof order>;

export const reply = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('vectors'), id: z.int(), vectors: z.array(z.instanceof(Float32Array)) }),
  z.strictObject({ type: z.literal('no-start'), reason: z.enum(['package', 'model']), text: z.string() }),
]);
export type Reply = z.infer<typeof reply>;
