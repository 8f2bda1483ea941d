/** Which collection was asked last, and which model: what is worth reading ahead after a start. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../core/config.ts';

const lastAskedSchema = z.strictObject({ collection: z.string(), model: z.string() });
export type LastAsked = z.infer<typeof lastAskedSchema>;

const fileIn = ({ data }: Config): string => join(data, 'last-asked.json');

/** Null when nobody has asked a model yet. */
export function lastAsked(config: Config): LastAsked | null {
  try {
    return lastAskedSchema.parse(JSON.parse(readFileSync(fileIn(config), 'utf8')));
  } catch {
    // Missing or damaged: nothing is read ahead until somebody asks.
    return null;
  }
}

export function noteLastAsked(config: Config, asked: LastAsked): void {
  const known = lastAsked(config);
  if (known?.collection === asked.collection && known.model === asked.model) return;
  try {
    mkdirSync(config.data, { recursive: true });
    const unfinished = `${fileIn(config)}.${process.pid}`;
    writeFileSync(unfinished, JSON.stringify(asked));
    renameSync(unfinished, fileIn(config));
  } catch {
    // A folder that cannot be written costs the reading ahead after the next start, not this answer.
  }
}
