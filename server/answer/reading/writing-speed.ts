/**
 * How fast each model writes here, and how much it copies out of what it scans: learned from answers and kept in the
 * data folder, like the reading speed.
 */
import { z } from 'zod';
import type { Config } from '../../../core/config.ts';
import type { ModelDescription } from '../../../core/types.ts';
import { keptByModel } from '../../kept-by-model.ts';
import { withNewest } from '../../measured.ts';

const samples = z.array(z.number().min(0)).readonly();
const writingSchema = z.object({ tokenMs: samples, copiedShare: samples, readAgain: samples });
/** The newest samples last; none of a kind that was never seen. */
export type WritingSpeed = z.infer<typeof writingSchema>;

const kept = keptByModel('writing-speed.json', writingSchema);

const nothing: WritingSpeed = { tokenMs: [], copiedShare: [], readAgain: [] };

/** Nothing measured yet is empty lists. */
export const knownWriting = (config: Config, model: ModelDescription): WritingSpeed => kept.known(config, model) ?? nothing;

/** So many tokens were written in so many milliseconds. One token alone comes with the reading and teaches nothing. */
export function learnWritingSpeed(config: Config, model: ModelDescription, tokens: number, milliseconds: number): void {
  if (tokens < 2 || !(milliseconds > 0)) return;
  keep(config, model, (known) => ({ ...known, tokenMs: withNewest(known.tokenMs, milliseconds / tokens) }));
}

/**
 * A scan that came to its end wrote such a share of the tokens that it read, and read so many times what was planned:
 * parts of which a model copies too much are read once more in halves.
 */
export function learnScan(config: Config, model: ModelDescription, copiedShare: number, readAgain: number): void {
  keep(config, model, (known) => ({
    ...known,
    copiedShare: withNewest(known.copiedShare, copiedShare),
    readAgain: withNewest(known.readAgain, Math.max(1, readAgain)),
  }));
}

function keep(config: Config, model: ModelDescription, change: (known: WritingSpeed) => WritingSpeed): void {
  kept.learn(config, model, (known) => change(known ?? nothing));
}
