/** How long an answer takes, learned from those before: apart for prompts that begin like the one before and others. */

export interface Durations {
  learn(isSwitch: boolean, milliseconds: number): void;
  /** Null until something was measured. */
  expected(isSwitch: boolean): number | null;
}

/** Weight of the newest sample: documents and questions change, and three answers should be enough to follow. */
const newest = 0.4;

export function durations(): Durations {
  const known = new Map<boolean, number>();
  return {
    learn(isSwitch, milliseconds) {
      const before = known.get(isSwitch) ?? milliseconds;
      known.set(isSwitch, before + newest * (milliseconds - before));
    },
    // The other kind is a poor measure, but it was measured.
    expected: (isSwitch) => known.get(isSwitch) ?? known.get(!isSwitch) ?? null,
  };
}
