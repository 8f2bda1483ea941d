/** What all engines do when they are asked for their models. */
import { AppError } from '../../core/errors.ts';
import type { ModelDescription } from '../../core/types.ts';

/** An address where nothing answers is no fault: most people run one kind of server. */
export async function emptyWhenUnreachable(models: Promise<readonly ModelDescription[]>): Promise<readonly ModelDescription[]> {
  try {
    return await models;
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'model-unreachable') return [];
    throw cause;
  }
}

/** A model server that answers at all lists its models at once; what does not is a stranger. */
const introductionMs = 1_000;
/** So long a stranger is left alone: whoever starts a model server there finds it within a minute. */
const strangerMs = 60_000;
const strangers = new Map<string, number>();

/**
 * The models of a server that nobody has named. Any program may listen there: one that is slow, hangs or says anything
 * else is none of ours, and is not asked again with every question.
 */
export async function emptyWhenStrange(
  url: string,
  discover: (signal: AbortSignal) => Promise<readonly ModelDescription[]>,
  signal: AbortSignal,
): Promise<readonly ModelDescription[]> {
  if ((strangers.get(url) ?? 0) > Date.now()) return [];
  strangers.delete(url);
  try {
    return await discover(AbortSignal.any([signal, AbortSignal.timeout(introductionMs)]));
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code === 'model-unreachable' || signal.aborted) throw cause;
    // It said what it is before it asked for a key.
    if (cause.code === 'model-failed') throw cause;
    strangers.set(url, Date.now() + strangerMs);
    return [];
  }
}
