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
