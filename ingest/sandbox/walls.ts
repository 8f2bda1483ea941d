/** Which walls stand around a parser process on this machine: found out by starting one. */
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { findBubblewrap } from './bubblewrap.ts';
import { openParserPool } from './pool.ts';

/** The first wall, Node's own, always stands where anything is read at all. */
export type Walls =
  | { readonly kind: 'two' }
  /** `reason` is why the second one does not stand, for a person; empty where it is not installed. */
  | { readonly kind: 'one'; readonly reason: string }
  /** No parser process can be started. */
  | { readonly kind: 'no-start'; readonly reason: string };

export async function parserWalls(config: Config, signal: AbortSignal): Promise<Walls> {
  const notices: string[] = [];
  const parsers = openParserPool({ ...config, parsers: 1 }, { onNotice: (notice) => notices.push(notice) });
  try {
    await parsers.prepare({ source: 'trial.txt', bytes: Buffer.from('A trial.') }, signal);
    const [reason = ''] = notices;
    return findBubblewrap() !== null && reason === '' ? { kind: 'two' } : { kind: 'one', reason };
  } catch (fault) {
    if (!(fault instanceof AppError) || fault.code === 'cancelled') throw fault;
    return { kind: 'no-start', reason: notices.at(-1) ?? fault.message };
  } finally {
    parsers.close();
  }
}
