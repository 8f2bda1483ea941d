/** Figures beside their targets, and the exit status that follows from them. */
import type { ProbeFigures } from './probed-server.ts';

export interface Targets {
  /** Prints one figure and remembers whether it is within its target. */
  enter(what: string, value: number, unit: 'ms' | 's' | 'MB' | 'x' | 'files' | 'answers', most: number): void;
  /** A figure that explains another one. */
  note(text: string): void;
  /** Prints the outcome; sets the exit status to 1 when a target was missed. */
  end(): void;
}

export function openTargets(): Targets {
  const missed: string[] = [];
  return {
    enter(what, value, unit, most) {
      const isMet = value <= most;
      if (!isMet) missed.push(what);
      console.log(`${isMet ? 'met   ' : 'MISSED'} ${what}: ${value.toFixed(unit === 'x' ? 2 : 1)} ${unit} (at most ${most})`);
    },
    note: (text) => console.log(`       ${text}`),
    end() {
      console.log(missed.length === 0 ? 'Every target was met.' : `Missed: ${missed.join('; ')}.`);
      process.exitCode = missed.length === 0 ? 0 : 1;
    },
  };
}

/** The issue asks that the main loop is never blocked for longer. */
const mostBlockedMs = 50;

export function enterBlocked(targets: Targets, during: string, { blockedMs, busyMs }: Pick<ProbeFigures, 'blockedMs' | 'busyMs'>): void {
  targets.enter(`main loop blocked ${during}`, blockedMs, 'ms', mostBlockedMs);
  // On a busy machine the wall time above is mostly waiting for a processor.
  targets.note(`of these, our own work at one time: at most ${busyMs.toFixed(1)} ms`);
}
