/** How a door in a parser process is shut: what stands behind it is replaced for good by a function that refuses. */
import { getSystemErrorMap } from 'node:util';

export type Refusal = (...input: readonly unknown[]) => unknown;

export function denied(): Error {
  return Object.assign(new Error('A parser process has no network and no way to other processes'), { code: 'ERR_ACCESS_DENIED' });
}

export const refuse: Refusal = () => {
  throw denied();
};

/** Native handles give an error number back; Node turns it into the usual `error` event. */
const deniedNumber = [...getSystemErrorMap()].find(([, [name]]) => name === 'EACCES')?.[0] ?? -1;
export const refuseByNumber: Refusal = () => deniedNumber;

/** Look-ups answer through a callback: an exception in the middle of Node's own code would end the process. */
export const refuseByCallback: Refusal = (...input) => {
  const callback = input.at(-1);
  if (typeof callback !== 'function') throw denied();
  process.nextTick(callback, denied());
};

export const refuseByPromise: Refusal = async () => {
  throw denied();
};

export function close(holder: object, name: string, refusal: Refusal): void {
  // A plain function, because some of these are called with `new`.
  function closed(...input: readonly unknown[]): unknown {
    return refusal(...input);
  }
  Object.defineProperty(holder, name, { value: closed, writable: false, configurable: false, enumerable: true });
}
