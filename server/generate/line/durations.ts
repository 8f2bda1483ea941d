/** How long an answer takes, learned from those before: apart for prompts that begin like the one before and others. */
import { middle, withNewest } from '../../measured.ts';

export interface Durations {
  learn(isSwitch: boolean, milliseconds: number): void;
  /** Null until one of its kind was measured: the other kind may take ten times as long. */
  expected(isSwitch: boolean): number | null;
}

export function durations(): Durations {
  const known = new Map<boolean, readonly number[]>();
  return {
    learn: (isSwitch, milliseconds) => void known.set(isSwitch, withNewest(known.get(isSwitch) ?? [], milliseconds)),
    expected: (isSwitch) => middle(known.get(isSwitch) ?? []),
  };
}
