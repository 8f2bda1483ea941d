/** What is said of a file that its parser process fell over. */
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { clockLimitMs, type Impatience } from './patience.ts';

export type Fall = Impatience | 'memory' | 'crash';

/** V8 and the C++ library say so on standard error when the kernel refuses memory; an abort or a trap follows. */
export function fallOf(lastWords: string): Fall {
  return /out of memory|Allocation failed|bad_alloc/i.test(lastWords) ? 'memory' : 'crash';
}

export function faultOf(source: string, fall: Fall, config: Config, isProcessorKnown: boolean): AppError {
  const seconds = config.parserTimeoutMs / 1000;
  const split = 'Split the file, or raise parserTimeoutMs in carrel.json.';
  switch (fall) {
    case 'processor':
      return new AppError('parse-timeout', `${source} took over ${seconds} s of processor time and was stopped`, split);
    case 'clock': {
      const most = clockLimitMs(seconds, isProcessorKnown);
      return new AppError('parse-timeout', `${source} was not read in ${most} s and was stopped`, split);
    }
    case 'asleep':
      return new AppError(
        'parse-timeout',
        `${source} made its parser wait for nothing and was stopped after ${seconds} s`,
        'It may be damaged: open and save it anew, then ingest again.',
      );
    case 'memory': {
      const megabytes = Math.round(config.parserMemoryBytes / 2 ** 20);
      const what = `${source} needs more than the ${megabytes} MB of memory that a parser may use`;
      return new AppError('parse-memory', what, 'Split the file, or raise parserMemoryBytes in carrel.json.');
    }
    case 'crash':
      return new AppError(
        'parse-crashed',
        `${source} made its parser crash`,
        'It may be damaged: open and save it anew, then ingest again.',
      );
  }
}
