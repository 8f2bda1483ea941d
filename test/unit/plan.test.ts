import { describe, expect, test } from 'vitest';
import { AppError } from '../../core/errors.ts';
import type { ModelDescription } from '../../core/types.ts';
import { decide, decideAgain, settle } from '../../server/answer/plan/plan.ts';
import type { PlanInput } from '../../server/answer/plan/ways.ts';
import type { ReadingSpeed } from '../../server/answer/reading/reading-time.ts';

function model(id: string, contextTokens: number, parameters: string | null = null): ModelDescription {
  return { id, engine: 'ollama', contextTokens, embeds: false, loaded: true, digest: null, sizeBytes: null, parameters, memory: null };
}

const base: PlanInput = {
  countedBy: 'gemma',
  requested: 'auto',
  kind: 'look-up',
  packedTokens: null,
  heldTokens: 0,
  speed: null,
  writing: { tokenMs: [], copiedShare: [], readAgain: [] },
  atStakeTokens: 0,
  readingLength: null,
  patienceMs: 300_000,
  isWindowAsked: false,
  model: model('gemma4:26b', 262_144, '25.2B'),
  documents: 97,
  collectionTokens: 195_651,
  tailTokens: 400,
  reservedTokens: 1_024,
  retrieveTokens: 0,
};

const tokensPerSecond = (speed: number): ReadingSpeed => ({
  overheads: [],
  loads: [],
  lags: [],
  rates: [{ promptTokens: 4_096, samples: [1_000 / speed], isCertain: true }],
});

const faultOf = (work: () => unknown): AppError => {
  try {
    work();
  } catch (fault) {
    if (fault instanceof AppError) return fault;
  }
  throw new Error('No fault was thrown');
};

describe('what is read', () => {
  test.each([
    ['gemma4:26b', 262_144, '25.2B', 195_651, 'whole'],
    ['gemma4:31b', 262_144, '30.7B', 195_651, 'whole'],
    ['gemma4:12b', 262_144, '12B', 195_651, 'whole'],
    ['gemma4:26b', 131_072, '25.2B', 195_651, 'retrieve'],
    ['gemma4:e4b', 131_072, '8B', 100_000, 'retrieve'],
    ['gemma4:e2b', 131_072, '5.1B', 100_000, 'retrieve'],
    ['gemma4:e2b', 131_072, '5.1B', 4_000, 'whole'],
    ['gemma4:e4b', 131_072, null, 7_000, 'whole'],
    ['gemma-3-27b-it', 131_072, null, 100_000, 'whole'],
    ['qwen3-30b-a3b', 262_144, null, 195_651, 'whole'],
    ['mystery', 131_072, null, 100_000, 'retrieve'],
    ['mystery', 1_000_000, null, 195_651, 'whole'],
    ['smollm2-135m', 8_192, null, 7_900, 'retrieve'],
  ] as const)('%s with a window of %d and %s parameters reads %d tokens as %s', (id, window, parameters, collectionTokens, mode) => {
    expect(decide({ ...base, documents: 15, model: model(id, window, parameters), collectionTokens }).mode).toBe(mode);
  });

  test('an empty collection is not read', () => {
    expect(decide({ ...base, documents: 0, collectionTokens: 0 })).toMatchObject({ mode: 'none', budgetTokens: 0 });
  });

  test('without a model the passages are searched for sentences', () => {
    expect(decide({ ...base, model: model('extractive', 0) }).mode).toBe('retrieve');
  });

  test('room is kept for numbering, question and answer: what fits bare may not fit packed', () => {
    expect(decide({ ...base, collectionTokens: 249_000 }).mode).toBe('whole');
    expect(decide({ ...base, collectionTokens: 250_000 }).mode).toBe('retrieve');
  });

  test('every reason is a sentence, and names the numbers it rests on', () => {
    expect(decide(base).reason).toMatch(/195,651.*262,144/);
    expect(decide({ ...base, collectionTokens: 1_700_000 }).reason).toMatch(/1,700,000.*262,144/);
    expect(decide({ ...base, model: model('gemma4:e4b', 131_072, '8B') }).reason).toMatch(/8,000.*195,651|195,651.*131,072/);
    for (const requested of ['auto', 'retrieve'] as const) expect(decide({ ...base, requested }).reason).toMatch(/^\S.*\.$/);
  });

  test('what decided has a name, for pages in other languages', () => {
    expect(decide(base).why.cause).toBe('everything-fits');
    expect(decide({ ...base, documents: 0, collectionTokens: 0 }).why.cause).toBe('nothing-to-read');
    expect(decide({ ...base, requested: 'retrieve' }).why.cause).toBe('asked-for');
    expect(decide({ ...base, model: model('extractive', 0) }).why.cause).toBe('no-model');
    expect(decide({ ...base, collectionTokens: 1_700_000 }).why.cause).toBe('window-too-small');
    expect(decide({ ...base, model: model('gemma4:e4b', 262_144, '8B') }).why).toEqual({ cause: 'reads-less-well', figure: 8_000 });
  });
});

describe('after the exact count', () => {
  test('a whole collection that is longer than estimated becomes passages', () => {
    const decision = decide(base);
    expect(settle(base, decision, 210_000)).toBe(decision);
    expect(settle(base, decision, 261_000)).toMatchObject({ mode: 'retrieve', budgetTokens: 12_000 });
  });

  test('passages whose numbers and headings leave no room become fewer, until they fit', () => {
    const small = { ...base, model: model('gemma4:e4b', 4_096, '8B') };
    const decision = decide(small);
    expect(settle(small, decision, 2_000)).toBe(decision);
    const fewer = settle(small, decision, 3_600);
    expect(fewer).toMatchObject({ mode: 'retrieve' });
    expect(fewer.budgetTokens).toBeLessThan(0.75 * decision.budgetTokens);
    expect(settle({ ...small, model: model('extractive', 0) }, decision, 3_600)).toBe(decision);
  });

  test('a whole collection that was asked for is refused with the exact number', () => {
    const asked = { ...base, requested: 'whole' as const };
    const fault = faultOf(() => settle(asked, decide(asked), 261_000));
    expect(fault).toMatchObject({ code: 'prompt-too-long', message: expect.stringContaining('261,000') });
  });
});

describe('what a person asks for', () => {
  test('is done', () => {
    expect(decide({ ...base, requested: 'retrieve' }).mode).toBe('retrieve');
    expect(decide({ ...base, requested: 'whole', model: model('gemma4:e4b', 262_144, '8B') }).mode).toBe('whole');
  });

  test('is refused with both numbers when the whole collection does not fit', () => {
    const fault = faultOf(() => decide({ ...base, requested: 'whole', collectionTokens: 1_700_000 }));
    expect(fault.code).toBe('prompt-too-long');
    expect(fault.message).toMatch(/1,754,880.*262,144/);
  });

  test('bounds the passages when the config says so', () => {
    expect(decide({ ...base, requested: 'retrieve', retrieveTokens: 2_000 }).budgetTokens).toBe(2_000);
  });

  test('is refused when not even the question fits', () => {
    expect(faultOf(() => decide({ ...base, model: model('tiny', 1_200), tailTokens: 600 })).code).toBe('prompt-too-long');
  });
});

describe('a wider look', () => {
  const edge = { ...base, model: model('gemma4:e4b', 131_072, '8B') };

  test('reads sections of three times the length, once', () => {
    const first = decide(edge);
    const second = decideAgain(edge, first);
    expect(second).toMatchObject({ mode: 'sections', budgetTokens: first.budgetTokens * 3 });
    expect(second === null ? 'nothing' : decideAgain(edge, second)).toBeNull();
  });

  test('goes from sections to everything where that fits and is quick enough', () => {
    const summary = { ...edge, kind: 'summarise' as const, collectionTokens: 60_000, speed: tokensPerSecond(1_000) };
    const first = decide(summary);
    expect(first.mode).toBe('sections');
    expect(decideAgain(summary, first)?.mode).toBe('whole');
    const slow = { ...summary, speed: tokensPerSecond(60) };
    expect(decideAgain(slow, decide(slow))).toBeNull();
  });

  test('reads everything when that is no more', () => {
    const few = { ...edge, documents: 15, collectionTokens: 10_000 };
    expect(decideAgain(few, decide(few))?.mode).toBe('whole');
  });

  test('is not taken after the whole was read, without a model, or against a person’s choice', () => {
    expect(decideAgain(base, decide(base))).toBeNull();
    const alone = { ...base, model: model('extractive', 0) };
    expect(decideAgain(alone, decide(alone))).toBeNull();
    const chosen = { ...edge, requested: 'retrieve' as const };
    expect(decideAgain(chosen, decide(chosen))).toBeNull();
  });
});

describe('time', () => {
  const slow = { ...base, speed: tokensPerSecond(240) };

  test('everything is read when it takes no longer than people wait', () => {
    expect(decide({ ...base, speed: tokensPerSecond(1_600) }).mode).toBe('whole');
  });

  test('too long a read gives way to passages, and the reason says what it would cost', () => {
    const decision = decide(slow);
    expect(decision.mode).toBe('retrieve');
    expect(decision.reason).toMatch(/about 14 minutes.*5 minutes/);
    const whole = decision.alternatives.find(({ mode }) => mode === 'whole');
    expect(whole).toMatchObject({ possible: true, reason: expect.stringContaining('14 minutes') });
    expect(whole?.predictedMs).toBeGreaterThan(800_000);
  });

  test('what the model holds already is not waited for', () => {
    expect(decide({ ...slow, heldTokens: 200_000 }).mode).toBe('whole');
  });

  test('a question about everything is worth a longer wait', () => {
    expect(decide({ ...slow, kind: 'complete' }).mode).toBe('whole');
    expect(decide({ ...slow, kind: 'complete', speed: tokensPerSecond(60) }).mode).not.toBe('whole');
  });

  test('a speed that was never measured rules nothing out and predicts nothing', () => {
    const decision = decide(base);
    expect(decision.mode).toBe('whole');
    expect(decision.alternatives.every(({ predictedMs }) => predictedMs === null)).toBe(true);
  });
});

describe('the time of a scan', () => {
  const scanOf = (input: PlanInput) => decide(input).alternatives.find(({ mode }) => mode === 'scan');
  const timed = { ...base, speed: tokensPerSecond(1_000) };
  // A token each 20 ms, of a hundredth of what is read.
  const writing = { tokenMs: [20], copiedShare: [0.01], readAgain: [] };

  test('holds what the model copies, by the measured speed of its writing', () => {
    const without = scanOf(timed)?.predictedMs ?? 0;
    expect((scanOf({ ...timed, writing })?.predictedMs ?? 0) - without).toBeCloseTo(20 * 0.01 * base.collectionTokens, -2);
  });

  test('grows with what a model has to read in halves because it copies too much', () => {
    const babbling = { ...writing, readAgain: [3] };
    const [once, again] = [writing, babbling].map((some) => scanOf({ ...timed, writing: some })?.predictedMs ?? 0);
    expect((again ?? 0) / (once ?? 1)).toBeGreaterThan(2);
  });

  test('that leaves the writing out says so, and one that does not is silent', () => {
    expect(scanOf(timed)?.reason).toContain('never timed');
    expect(scanOf({ ...timed, writing })?.reason).not.toContain('never timed');
    expect(scanOf(base)?.reason).not.toContain('never timed');
  });

  test('names what is driven out of the model, when that is more than a part', () => {
    expect(scanOf({ ...timed, writing, atStakeTokens: 120_000 })?.reason).toContain(
      'The 120,000 tokens that the model holds now have to be read again afterwards, which takes about 2 minutes.',
    );
    expect(scanOf({ ...timed, writing, atStakeTokens: 500 })?.reason).not.toContain('again');
  });
});

describe('memory', () => {
  const short = { neededBytes: 30 * 1024 ** 3, availableBytes: 25 * 1024 ** 3 };

  test('a model without room for its window reads passages, and the reason names both figures', () => {
    const decision = decide({ ...base, model: { ...base.model, loaded: false, memory: short } });
    expect(decision.mode).toBe('retrieve');
    expect(decision.reason).toMatch(/30 GiB.*25 GiB/);
  });

  test('a window that a person has asked for is believed', () => {
    expect(decide({ ...base, isWindowAsked: true, model: { ...base.model, loaded: false, memory: short } }).mode).toBe('whole');
  });

  test('a model that is loaded has proved that it has room', () => {
    expect(decide({ ...base, model: { ...base.model, loaded: true, memory: short } }).mode).toBe('whole');
  });
});

describe('the ways to read', () => {
  test('are all told, each with a reason, and the one taken is possible', () => {
    for (const kind of ['look-up', 'complete', 'summarise', 'schema'] as const) {
      for (const collectionTokens of [1_000, 100_000, 1_700_000]) {
        const { mode, alternatives } = decide({ ...base, kind, collectionTokens });
        expect(alternatives.map((way) => way.mode)).toEqual(['whole', 'retrieve', 'sections', 'scan']);
        for (const way of alternatives) expect(way.reason).toMatch(/^\S.*\.$/);
        expect(alternatives.find((way) => way.mode === mode)?.possible).toBe(true);
      }
    }
  });

  test('are sections for what passages cannot show', () => {
    const long = { ...base, collectionTokens: 1_700_000 };
    expect(decide({ ...long, kind: 'summarise' }).mode).toBe('sections');
    expect(decide({ ...long, kind: 'schema' }).mode).toBe('sections');
    expect(decide({ ...long, kind: 'look-up' }).mode).toBe('retrieve');
  });

  test('are taken when asked for, or refused with the reason', () => {
    expect(decide({ ...base, requested: 'sections' })).toMatchObject({ mode: 'sections', budgetTokens: 36_000 });
    const alone = { ...base, model: model('extractive', 0) };
    const needsModel = { code: 'bad-request', message: expect.stringContaining('needs a model') };
    expect(faultOf(() => decide({ ...alone, requested: 'sections' }))).toMatchObject(needsModel);
    expect(faultOf(() => decide({ ...alone, requested: 'whole' }))).toMatchObject(needsModel);
  });
});
