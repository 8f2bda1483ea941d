import { describe, expect, test } from 'vitest';
import { type ConfidenceFeatures, confidenceAfter, confidenceOf, featureNames } from '../../server/answer/ranking/confidence.ts';

const all = (value: number): ConfidenceFeatures =>
  Object.fromEntries(featureNames.map((name) => [name, value])) as unknown as ConfidenceFeatures;

describe('confidence', () => {
  test('lies between 0 and 1 and grows with every feature', () => {
    for (const name of featureNames) {
      const values = [0, 0.25, 0.5, 0.75, 1].map((value) => confidenceOf({ ...all(0.5), [name]: value }));
      expect(values).toEqual(values.toSorted((one, other) => one - other));
      expect(values.every((value) => value > 0 && value < 1)).toBe(true);
    }
  });

  test('is low when nothing fits and high when everything does', () => {
    expect(confidenceOf(all(0))).toBeLessThan(0.01);
    expect(confidenceOf(all(1))).toBeGreaterThan(0.98);
  });

  test('falls when a model finds nothing, and rises with the share of proven citations', () => {
    const before = 0.6;
    const after = [0, 0.5, 1].map((provenShare) => confidenceAfter(before, { abstained: false, provenShare }));
    expect(confidenceAfter(before, { abstained: true, provenShare: 0 })).toBeLessThan(after[0] ?? 0);
    expect(after).toEqual(after.toSorted((one, other) => one - other));
    expect(after[2]).toBeGreaterThan(before);
  });

  test('stays a probability at both ends', () => {
    for (const before of [0, 1]) {
      const after = confidenceAfter(before, { abstained: false, provenShare: 1 });
      expect(after).toBeGreaterThan(0);
      expect(after).toBeLessThan(1);
    }
  });
});
