import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { controlPattern, controlTokens } from '../../core/tokens/control.ts';
import { countTokens, encodeTokens } from '../../core/tokens/index.ts';

interface Case {
  readonly text: string;
  readonly ids: readonly number[];
  readonly controls?: boolean;
}

const cases = readFileSync(new URL('../fixtures/tokens/gemma.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

describe('tokens', () => {
  test('are those of llama.cpp, id by id, on every recorded text', () => {
    for (const { text, ids, controls = false } of cases) expect(encodeTokens(text, { controls }), JSON.stringify(text)).toEqual(ids);
    expect(cases.length).toBeGreaterThan(200);
  });

  test('are counted as they are encoded', () => {
    for (const { text } of cases) expect(countTokens(text)).toBe(encodeTokens(text, { controls: false }).length);
  });

  test('add up over a cut after a newline', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (left, right) => {
        fc.pre(!right.startsWith('\n'));
        expect(countTokens(`${left}\n${right}`)).toBe(countTokens(`${left}\n`) + countTokens(right));
      }),
    );
  });

  test('of nothing are none', () => {
    expect(countTokens('')).toBe(0);
    expect(encodeTokens('', { controls: true })).toEqual([]);
  });

  test('of half a surrogate pair are those of the replacement character', () => {
    expect(encodeTokens('a\ud800b', { controls: false })).toEqual(encodeTokens('a\ufffdb', { controls: false }));
  });

  test('of a megabyte without any break are counted in time that grows with its length', () => {
    const started = performance.now();
    expect(countTokens('a'.repeat(1_000_000))).toBe(125_000);
    expect(countTokens('中文'.repeat(250_000))).toBeGreaterThan(200_000);
    // Both take about 1 s; a quadratic merge would take hours.
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  test('know every control string, and only whole ones', () => {
    for (const [text, id] of controlTokens) expect(encodeTokens(text, { controls: true })).toEqual([id]);
    expect('a <|turn b'.match(controlPattern)).toBeNull();
  });
});
