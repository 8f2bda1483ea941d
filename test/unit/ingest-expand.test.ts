import { describe, expect, test } from 'vitest';
import { expand } from '../../ingest/expand.ts';
import type { Container } from '../../ingest/meet.ts';

function container(change: Partial<Container>): Container {
  return { source: 'a.zip', lineage: { outermost: 'a.zip', depth: 0 }, inner: [], refused: [], ...change };
}

const small = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `${index}.txt`, bytes: new Uint8Array(1) }));
const megabytes = (count: number): Uint8Array => new Uint8Array(count * 1024 * 1024);
const kinds = (candidates: ReturnType<typeof expand>): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { kind } of candidates) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

describe('files taken out of a container', () => {
  test('stand under its name, one level deeper', () => {
    const [inner] = expand(container({ inner: [{ name: 'inner\\a.txt', bytes: new Uint8Array(1) }] }), new Map());
    expect(inner).toMatchObject({ kind: 'inner', source: 'a.zip/inner/a.txt', lineage: { outermost: 'a.zip', depth: 1 } });
  });

  test('with a name that leads out are refused, and so is what the parser left in', () => {
    const inner = [{ name: '../evil.txt', bytes: new Uint8Array(1) }];
    const refused = [{ name: 'locked.txt', reason: 'It is locked.' }];
    const candidates = expand(container({ inner, refused }), new Map());
    expect(candidates).toMatchObject([
      { kind: 'refused', source: 'a.zip/(..)/evil.txt', reason: expect.stringContaining('leads out') },
      { kind: 'refused', source: 'a.zip/locked.txt', reason: 'It is locked.' },
    ]);
  });

  test('are one line when they lie too deep', () => {
    const candidates = expand(container({ lineage: { outermost: 'a.zip', depth: 3 }, inner: small(50) }), new Map());
    expect(candidates).toEqual([{ kind: 'refused', source: 'a.zip/(50 files)', reason: expect.stringContaining('3 archives deep') }]);
  });

  test('are counted over all levels of the outermost file, and the rest is one line', () => {
    const taken = new Map();
    expect(kinds(expand(container({ inner: small(6_000) }), taken))).toEqual({ inner: 6_000 });
    const second = container({ source: 'a.zip/b.zip', lineage: { outermost: 'a.zip', depth: 1 }, inner: small(6_000) });
    expect(kinds(expand(second, taken))).toEqual({ inner: 4_000, refused: 1 });
    expect(
      kinds(expand(container({ source: 'other.zip', lineage: { outermost: 'other.zip', depth: 0 }, inner: small(10) }), taken)),
    ).toEqual({
      inner: 10,
    });
  });

  test('are refused by name past the limit of bytes', () => {
    const inner = [300, 300, 300].map((size, index) => ({ name: `${index}.bin`, bytes: megabytes(size) }));
    expect(kinds(expand(container({ inner }), new Map()))).toEqual({ inner: 1, refused: 2 });
  });
});
