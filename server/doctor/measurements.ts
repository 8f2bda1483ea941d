/** What the last trial of each model came to, kept in the data folder. */
import { z } from 'zod';
import type { Config } from '../../core/config.ts';
import { keptJson } from '../kept-json.ts';

const milliseconds = z.number().min(0);

export const measurementsSchema = z
  .strictObject({
    model: z.string(),
    engine: z.string(),
    /** Of the weights; null where the server does not tell. */
    digest: z.string().nullable(),
    windowTokens: z.int().min(0),
    measuredAt: z.iso.datetime(),
    prefillTokensPerSecond: z.number().positive().nullable(),
    decodeTokensPerSecond: z.number().positive().nullable(),
    /** The same documents asked about twice, at growing lengths. */
    reuse: z.array(
      z.strictObject({
        promptTokens: z.int().min(0),
        coldMs: milliseconds,
        warmMs: milliseconds,
        reusedShare: z.number().min(0).max(1),
        isCounted: z.boolean(),
        /** Of facts at the beginning, the middle and the end. */
        factsAsked: z.int().min(0),
        factsFound: z.int().min(0),
      }),
    ),
    /** What became of a prompt over the window; `not-tried` when the trial ended before. */
    overflow: z.enum(['refused', 'cut', 'unclear', 'not-tried']),
    coldEqualsWarm: z.boolean().nullable(),
  })
  .meta({ id: 'Measurements' });
export type Measurements = z.infer<typeof measurementsSchema>;

const kept = keptJson<readonly Measurements[]>('measurements.json', z.array(measurementsSchema), []);

export const readMeasurements = (config: Config): readonly Measurements[] => kept.read(config);

/** Takes the place of an earlier trial of the same model. */
export function keepMeasurements(config: Config, measured: Measurements): void {
  const isOther = (one: Measurements): boolean => one.model !== measured.model || one.engine !== measured.engine;
  kept.write(config, [...readMeasurements(config).filter(isOther), measured]);
}
