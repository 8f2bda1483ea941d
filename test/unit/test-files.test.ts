import { describe, expect, test } from 'vitest';
import type { ChunkId } from '../../core/types.ts';
import type { FusedHit } from '../../server/search/fuse.ts';
import { asksForTests, isTestFile, testsBehind } from '../../server/search/test-files.ts';

const hit = (id: number, score: number): FusedHit => ({ id: id as ChunkId, score, legs: { word: score, trigram: 0, vector: 0 } });

describe('a test file', () => {
  test.each([
    'test/unit/plan.ts',
    'lib/reply.test.js',
    'src/test/java/A.java',
    'pkg/test_tide.py',
    'server/ReplyTests.cs',
    'spec/models/a.rb',
  ])('%s is one', (source) => {
    expect(isTestFile(source, 'code')).toBe(true);
  });

  test.each(['lib/reply.js', 'lib/contest.js', 'src/latest/a.ts', 'attest.py'])('%s is none', (source) => {
    expect(isTestFile(source, 'code')).toBe(false);
  });

  test('is never a paper of an office', () => {
    expect(isTestFile('tests/blood.pdf', 'pdf')).toBe(false);
    expect(isTestFile('test/README.md', 'markdown')).toBe(false);
  });

  test('is asked for by name', () => {
    expect(asksForTests('Which test checks the queue?')).toBe(true);
    expect(asksForTests('What is the latest release?')).toBe(false);
  });
});

describe('hits in test files', () => {
  const ranked = [hit(1, 1), hit(2, 0.9), hit(3, 0.7), hit(4, 0.6)];

  test('stand behind what is nearly as good, and keep their places before what is far worse', () => {
    const moved = testsBehind(ranked, 20, () => new Set([1 as ChunkId, 3 as ChunkId]));
    expect(moved.map(({ id }) => id)).toEqual([2, 1, 4, 3]);
    expect(moved.map(({ score }) => score)).toEqual([0.9, 0.8, 0.6, expect.closeTo(0.56)]);
  });

  test('are looked for no deeper than needed, and none is lost', () => {
    const many = Array.from({ length: 500 }, (_, index) => hit(index, 1 - index / 1000));
    const moved = testsBehind(many, 10, (ids) => {
      expect(ids).toHaveLength(30);
      return new Set(ids.slice(0, 5));
    });
    expect(new Set(moved.map(({ id }) => id)).size).toBe(500);
    const scores = moved.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((one, other) => other - one));
  });
});
