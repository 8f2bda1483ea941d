/**
 * How fast each model reads here: learned from answers and from the doctor, kept in the data folder so that a restart
 * still knows it. Predictions come from here or are not made.
 */
import { z } from 'zod';
import type { Config } from '../../../core/config.ts';
import type { ModelDescription } from '../../../core/types.ts';
import { keptJson } from '../../kept-json.ts';
import { learned, type ReadingSample, type ReadingSpeed } from './reading-time.ts';

const measured = { promptTokens: z.number().positive(), samples: z.array(z.number().min(0)).min(1) };
const speedSchema = z.object({
  lags: z.array(z.object(measured)),
  rates: z.array(z.object({ ...measured, isCertain: z.boolean() })),
});
const speedsSchema = z.record(z.string(), speedSchema);
type Speeds = Readonly<Record<string, ReadingSpeed>>;

const kept = keptJson<Speeds>('reading-speed.json', speedsSchema, {});

/** Another digest is another model; another window is not. */
const keyOf = ({ id, engine, digest }: ModelDescription): string => `${engine} ${id} ${digest ?? ''}`.trim();

/** Null when nothing was measured yet. */
export function knownSpeed(config: Config, model: ModelDescription): ReadingSpeed | null {
  return kept.read(config)[keyOf(model)] ?? null;
}

/** Takes one more sample in, and keeps what it comes to. */
export function learnReadingSpeed(config: Config, model: ModelDescription, sample: ReadingSample): void {
  // Read again each time: the server and a command may learn at the same moment.
  const speeds = kept.read(config);
  const known = speeds[keyOf(model)] ?? null;
  const speed = learned(known, sample);
  if (speed === null || speed === known) return;
  kept.write(config, { ...speeds, [keyOf(model)]: speed });
}
