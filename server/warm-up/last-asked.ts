/** Which collection was asked last, and which model: what is worth reading ahead after a start. */
import { z } from 'zod';
import type { Config } from '../../core/config.ts';
import { keptJson } from '../kept-json.ts';

const lastAskedSchema = z.strictObject({ collection: z.string(), model: z.string() });
export type LastAsked = z.infer<typeof lastAskedSchema>;

const kept = keptJson<LastAsked | null>('last-asked.json', lastAskedSchema, null);

/** Null when nobody has asked a model yet: then nothing is read ahead. */
export const lastAsked = (config: Config): LastAsked | null => kept.read(config);

export function noteLastAsked(config: Config, asked: LastAsked): void {
  const known = lastAsked(config);
  if (known?.collection !== asked.collection || known.model !== asked.model) kept.write(config, asked);
}
