import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees the buffers that nothing holds any more, in a millisecond or two. V8 sees the small objects and not the 64 kB
 * behind each of them, so while files stream through it would let some 70 MB pile up before it looks (test/bench/limits.ts).
 */
export const freeYoungGarbage: () => void = collector();

/** V8 gives its collector to contexts that are made while this flag is set. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return typeof collect === 'function' ? () => collect({ type: 'minor' }) : () => undefined;
}
