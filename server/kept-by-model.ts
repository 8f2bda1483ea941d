/** What was learned about each model, in a JSON file of the data folder. */
import { z } from 'zod';
import type { Config } from '../core/config.ts';
import type { ModelDescription } from '../core/types.ts';
import { keptJson } from './kept-json.ts';

export interface KeptByModel<Value> {
  /** Null when nothing was learned yet. */
  known(config: Config, model: ModelDescription): Value | null;
  /** Keeps what comes of what is known; null forgets it, the same object changes nothing. */
  learn(config: Config, model: ModelDescription, from: (known: Value | null) => Value | null): void;
}

/** Another digest is another model; another window is not. */
const keyOf = ({ id, engine, digest }: ModelDescription): string => `${engine} ${id} ${digest ?? ''}`.trim();

export function keptByModel<Value>(name: string, schema: z.ZodType<Value>): KeptByModel<Value> {
  const kept = keptJson<Readonly<Record<string, Value>>>(name, z.record(z.string(), schema), {});
  return {
    known: (config, model) => kept.read(config)[keyOf(model)] ?? null,
    learn(config, model, from) {
      // Read again each time: the server and a command may learn at the same moment.
      const { [keyOf(model)]: known = null, ...others } = kept.read(config);
      const learned = from(known);
      if (learned !== known) kept.write(config, learned === null ? others : { ...others, [keyOf(model)]: learned });
    },
  };
}
