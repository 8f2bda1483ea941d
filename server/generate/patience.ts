/** How long a model server may be silent, and the guard that ends a wait without harming the caller's own signal. */
import { AppError } from '../../core/errors.ts';

export interface Patience {
  /** Loading a model: 20 GB from a slow disk take minutes. */
  readonly loadMs: number;
  /** Reading the prompt, for each token, until the first word comes. */
  readonly readMsPerToken: number;
  /** Between two pieces of an answer. */
  readonly silenceMs: number;
  /** Between two questions whether the server has loaded. */
  readonly pollMs: number;
}

/** 10 tokens a second is a sixth of what Gemma 4 E2B reads on a laptop's processor (ollama-gemma.md §2.4). */
export const usualPatience: Patience = { loadMs: 600_000, readMsPerToken: 100, silenceMs: 120_000, pollMs: 1_000 };

export interface Watch {
  /** Aborts with the caller's signal, or with model-timeout when the time is over. */
  readonly signal: AbortSignal;
  /** Gives the server so much time from now. */
  allow(milliseconds: number): void;
  /** Ends the watch and whatever still hangs on its signal: the ollama package keeps connections that nobody reads. */
  stop(): void;
}

export function startWatch(caller: AbortSignal, who: string): Watch {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: AbortSignal.any([caller, late.signal]),
    allow(milliseconds) {
      clearTimeout(timer);
      timer = setTimeout(() => late.abort(timeout(who, milliseconds)), milliseconds);
    },
    stop() {
      clearTimeout(timer);
      late.abort();
    },
  };
}

function timeout(who: string, milliseconds: number): AppError {
  const seconds = Math.ceil(milliseconds / 1000);
  return new AppError(
    'model-timeout',
    `${who} was silent for ${seconds} s`,
    'See whether the model server still works, then ask again; a smaller model or mode retrieve is faster.',
  );
}
