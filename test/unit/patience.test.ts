/** When a file has kept its parser too long, by the numbers alone. */
import { describe, expect, test } from 'vitest';
import { type Impatience, patience } from '../../ingest/sandbox/patience.ts';
import type { ProcessorUse } from '../../ingest/sandbox/processor-use.ts';

const limitMs = 25_000;

/** Looks whenever it is told to; `use` is what the process has had at a time. Gives the verdict and when it fell. */
function verdictFor(use: (now: number) => ProcessorUse | null): { readonly verdict: Impatience; readonly at: number } {
  const one = patience(limitMs, 1000, use(1000));
  for (let now = 1000 + limitMs; ; ) {
    const look = one.look(now, use(now));
    if (typeof look === 'string') return { verdict: look, at: now - 1000 };
    expect(look).toBeGreaterThan(0);
    now += look;
  }
}

describe('a file that', () => {
  test('works without pause ends at its limit, whatever its process had worked before', () => {
    expect(verdictFor((now) => ({ usedMs: 700_000 + now, isAsleep: false }))).toEqual({ verdict: 'processor', at: limitMs });
  });

  test('gets a tenth of a processor has ten times as long', () => {
    const { verdict, at } = verdictFor((now) => ({ usedMs: now / 10, isAsleep: false }));
    expect(verdict).toBe('processor');
    expect(at).toBeGreaterThanOrEqual(10 * limitMs);
    expect(at).toBeLessThan(10.1 * limitMs);
  });

  test('gets next to nothing ends by the clock in the end', () => {
    expect(verdictFor(() => ({ usedMs: 0, isAsleep: false }))).toEqual({ verdict: 'clock', at: 20 * limitMs });
  });

  test('waits for nothing ends at its limit', () => {
    expect(verdictFor((now) => ({ usedMs: now / 1000, isAsleep: true }))).toEqual({ verdict: 'asleep', at: limitMs });
  });

  test('works for a while and then waits for nothing ends a limit later', () => {
    const { verdict, at } = verdictFor((now) => ({ usedMs: Math.min(now, 11_000), isAsleep: now > 11_000 }));
    expect(verdict).toBe('asleep');
    expect(at).toBeLessThanOrEqual(2 * limitMs);
  });

  test('is seen asleep between two steps of its work is not taken for one that waits', () => {
    expect(verdictFor((now) => ({ usedMs: now / 5, isAsleep: true }))).toMatchObject({ verdict: 'processor' });
  });

  test('works where processor time is not known has four limits by the clock', () => {
    expect(verdictFor(() => null)).toEqual({ verdict: 'clock', at: 4 * limitMs });
  });
});
