/** Signals that survive a reload, in this browser only. */
import { effect, type Signal, signal } from '@preact/signals';

/** `read` turns what was stored into a value it trusts, or into the fallback. */
export function kept<Value extends string>(name: string, read: (stored: string | null) => Value): Signal<Value> {
  const key = `carrel.${name}`;
  const value = signal(read(stored(key)));
  effect(() => {
    try {
      localStorage.setItem(key, value.value);
    } catch {
      // Storage may be off or full; the page then forgets at reload, and nothing else changes.
    }
  });
  return value;
}

export function oneOf<Value extends string>(values: readonly Value[], fallback: Value): (stored: string | null) => Value {
  return (text) => values.find((value) => value === text) ?? fallback;
}

export const anyText = (text: string | null): string => text ?? '';

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
