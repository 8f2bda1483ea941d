/** What parent and child say to each other. Both sides check what they hear. */
import { z } from 'zod';

const turn = z.object({ question: z.string(), answer: z.string() });

export const startOrder = z.object({
  /** `node-llama-cpp`, or the address of its first module. */
  package: z.string(),
  modelPath: z.string(),
  modelDigest: z.string(),
  windowTokens: z.number(),
  threads: z.number(),
  stateBytes: z.number(),
});
export type StartOrder = z.infer<typeof startOrder>;

export const order = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('generate'),
    id: z.number(),
    prompt: z.object({
      system: z.string(),
      prefix: z.string(),
      history: z.array(turn).readonly(),
      question: z.string(),
      tokens: z.number(),
    }),
    maxOutputTokens: z.number(),
    /** Null where nothing may be kept. */
    stateFolder: z.string().nullable(),
  }),
  z.object({ type: z.literal('count'), id: z.number(), texts: z.array(z.string()).readonly() }),
  z.object({ type: z.literal('cancel'), id: z.number() }),
]);
export type Order = z.infer<typeof order>;
export type GenerateOrder = Extract<Order, { type: 'generate' }>;

const usage = z.object({
  promptTokens: z.number(),
  cachedTokens: z.number(),
  outputTokens: z.number(),
  promptMs: z.number(),
  outputMs: z.number(),
});

/** Replies about the model itself have no id. */
export const reply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('loading'), share: z.number() }),
  z.object({ type: z.literal('ready'), windowTokens: z.number(), version: z.string(), gpu: z.string() }),
  z.object({ type: z.literal('no-start'), reason: z.enum(['package', 'binary', 'memory', 'model']), text: z.string() }),
  z.object({ type: z.literal('reading'), id: z.number(), done: z.number(), total: z.number() }),
  /** Said before a state is taken in: a bad one can take the process down. */
  z.object({ type: z.literal('restoring'), id: z.number(), path: z.string() }),
  z.object({ type: z.literal('restored'), id: z.number() }),
  z.object({ type: z.literal('text'), id: z.number(), text: z.string() }),
  z.object({ type: z.literal('end'), id: z.number(), finish: z.enum(['stop', 'length']), usage, restored: z.boolean() }),
  z.object({ type: z.literal('too-long'), id: z.number(), neededTokens: z.number(), windowTokens: z.number() }),
  z.object({ type: z.literal('counted'), id: z.number(), counts: z.array(z.number()) }),
  z.object({ type: z.literal('failed'), id: z.number(), text: z.string() }),
]);
export type Reply = z.infer<typeof reply>;
