/**
 * How fast each model reads here: learned from answers and from the doctor, kept in the data folder so that a restart
 * still knows it. Predictions come from here or are not made.
 */
import { z } from 'zod';
import type { Config } from '../../../core/config.ts';
import type { ModelDescription } from '../../../core/types.ts';
import { keptByModel } from '../../kept-by-model.ts';
import { learned, learnedLoad, type ReadingSample, type ReadingSpeed } from './reading-time.ts';

const measured = { promptTokens: z.number().positive(), samples: z.array(z.number().min(0)).min(1) };
const speedSchema = z.object({
  overheads: z.array(z.object(measured)),
  lags: z.array(z.object(measured)),
  rates: z.array(z.object({ ...measured, isCertain: z.boolean() })),
  loads: z.array(z.number().min(0)),
});

const kept = keptByModel<ReadingSpeed>('reading-speed.json', speedSchema);

/** Null when nothing was measured yet. */
export function knownSpeed(config: Config, model: ModelDescription): ReadingSpeed | null {
  return kept.known(config, model);
}

/** Takes one more sample in, and keeps what it comes to. */
export function learnReadingSpeed(config: Config, model: ModelDescription, sample: ReadingSample): void {
  kept.learn(config, model, (known) => learned(known, sample));
}

/** The model was loaded in so many milliseconds. */
export function learnLoading(config: Config, model: ModelDescription, milliseconds: number): void {
  kept.learn(config, model, (known) => learnedLoad(known, milliseconds));
}
