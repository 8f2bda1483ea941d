import { describe, expect, test } from 'vitest';
import type { Plan } from '../../core/types.ts';
import { en } from '../../web/words/en.ts';
import { planReason, wayReason } from '../../web/words/plan-reason.ts';
import { ur } from '../../web/words/ur.ts';

const whole: Plan['alternatives'][number] = {
  mode: 'whole',
  possible: false,
  reason: 'Short by 10.',
  promptTokens: 300_000,
  predictedMs: null,
};
const plan: Plan = {
  mode: 'scan',
  kind: 'complete',
  reason: 'The collection is too long. The question is about everything.',
  promptTokens: 310_000,
  windowTokens: 262_144,
  reservedTokens: 1024,
  countedBy: 'gemma',
  collectionTokens: 290_000,
  documentsIn: 9,
  documentsTotal: 9,
  cachedTokens: 0,
  predictedMs: 60_000,
  coldMs: 60_000,
  alternatives: [whole],
  memory: null,
};
const latinWords = /[A-Za-z]{3,}/;

describe('the reason of a plan', () => {
  test('is the sentence of the server on an English page', () => {
    expect(planReason(plan, en)).toBe(plan.reason);
    expect(wayReason(whole, plan, en)).toBe(whole.reason);
  });

  test('names size, window and the kind of question in Urdu, and nothing in English', () => {
    const reason = planReason(plan, ur);
    expect(reason).toContain('300,000');
    expect(reason).toContain('262,144');
    expect(reason).toContain(ur.plan.kinds.complete);
    expect(reason).not.toMatch(latinWords);
    expect(wayReason(whole, plan, ur)).not.toMatch(latinWords);
  });

  test('in Urdu tells of memory where that decided, and claims nothing that the numbers do not say', () => {
    const fits = { ...whole, possible: true, predictedMs: 900_000 };
    const memory = { neededBytes: 20e9, availableBytes: 16e9 };
    expect(planReason({ ...plan, alternatives: [fits], memory }, ur)).toContain(ur.plan.memoryShort(20e9, 16e9));
    expect(planReason({ ...plan, alternatives: [fits] }, ur)).toBeNull();
    expect(planReason({ ...plan, windowTokens: 0 }, ur)).toBeNull();
  });

  test('in Urdu says when nothing is asked or nothing is there', () => {
    expect(planReason({ ...plan, mode: 'retrieve', windowTokens: 0 }, ur)).toBe(ur.plan.quotesOnly);
    expect(planReason({ ...plan, mode: 'none' }, ur)).toBe(ur.plan.nothingToRead);
    expect(planReason({ ...plan, mode: 'whole' }, ur)).toBe(ur.plan.fits(310_000, 262_144));
  });
});
