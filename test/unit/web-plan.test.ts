import { describe, expect, test } from 'vitest';
import type { Plan, PlanCause } from '../../core/types.ts';
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
  why: { cause: 'window-too-small', figure: null },
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

const because = (cause: PlanCause, figure: number | null = null, changed: Partial<Plan> = {}): Plan => ({
  ...plan,
  ...changed,
  why: { cause, figure },
});

describe('the reason of a plan', () => {
  test('names size, window and the kind of question in the words of the page', () => {
    for (const table of [en, ur]) {
      const reason = planReason(plan, table);
      expect(reason).toContain('300,000');
      expect(reason).toContain('262,144');
      expect(reason).toContain(table.plan.kinds.complete);
    }
  });

  test('has a sentence for each cause, with its figure, and in Urdu not a word of English', () => {
    const memory = { neededBytes: 20e9, availableBytes: 16e9 };
    const said: readonly (readonly [Plan, string])[] = [
      [because('nothing-to-read', null, { mode: 'none' }), ur.plan.nothingToRead],
      [because('no-model', null, { mode: 'retrieve', windowTokens: 0 }), ur.plan.quotesOnly],
      [because('asked-for'), ur.plan.askedFor],
      [because('everything-fits', null, { mode: 'whole' }), ur.plan.fits(310_000, 262_144)],
      [because('window-too-small'), ur.plan.shortBy(300_000, 262_144)],
      [because('reads-less-well', 32_000), ur.plan.readsWell(32_000, 300_000)],
      [because('memory-too-small', null, { memory }), ur.plan.memoryShort(20e9, 16e9)],
      [because('too-slow', 900_000), ur.plan.tooSlow(900_000)],
      [because('not-in-passages'), ur.plan.notInPassages],
      [because('not-in-sections'), ur.plan.notInSections],
      [because('rows', 14), ur.plan.rows(14)],
    ];
    for (const [told, sentence] of said) {
      const reason = planReason(told, ur) ?? '';
      expect(reason.startsWith(sentence), told.why.cause).toBe(true);
      expect(reason).not.toMatch(latinWords);
    }
  });

  test('says that the best sections of everything may miss something', () => {
    expect(planReason({ ...plan, mode: 'sections' }, en)).toContain(en.plan.missed);
    expect(planReason({ ...plan, mode: 'sections', kind: 'summarise' }, en)).not.toContain(en.plan.missed);
  });

  test('of an older version is the sentence of the server', () => {
    expect(planReason(because('untold'), ur)).toBeNull();
    expect(planReason(because('memory-too-small'), ur)).toBeNull();
  });

  test('for another way tells what speaks against it', () => {
    const fits = { ...whole, possible: true, predictedMs: 900_000 };
    expect(wayReason(whole, plan, ur)).toBe(ur.plan.shortBy(300_000, 262_144));
    expect(wayReason(fits, because('too-slow', 900_000), ur)).toBe(ur.plan.tooSlow(900_000));
    expect(wayReason(fits, because('asked-for'), ur)).toBe(ur.plan.fits(300_000, 262_144));
    expect(wayReason(whole, { ...plan, windowTokens: 0 }, ur)).toBe(ur.plan.quotesOnly);
  });
});
