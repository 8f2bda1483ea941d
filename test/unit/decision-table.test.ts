/** docs.test.ts compares the page with the code; here is what must hold for every one of its cells. */
import { describe, expect, test } from 'vitest';
import { collectionSizes, decisionRows } from '../../docs/decision-table.ts';
import { readingStrength } from '../../server/answer/reading/model-size.ts';

const kinds = ['look-up', 'complete', 'summarise', 'schema'] as const;
const everyRow = kinds.flatMap((kind) =>
  [false, true].flatMap((isWarm) => decisionRows(kind, isWarm).map((row) => ({ ...row, kind, isWarm }))),
);
const minute = 60_000;

describe('in every cell of the decision table', () => {
  test('there are five models, four machines and eight lengths', () => {
    const rows = decisionRows('look-up', false);
    expect(new Set(rows.map(({ model }) => model.id)).size).toBe(5);
    expect(new Set(rows.map(({ machine }) => machine.memoryGib)).size).toBe(4);
    expect(rows.map(({ cells }) => cells.length)).toEqual(rows.map(() => 8));
  });

  test('the whole is read only where it fits and is read well', () => {
    for (const { model, cells } of everyRow) {
      for (const { decision, collectionTokens } of cells.filter((cell) => cell.decision.mode === 'whole')) {
        expect(collectionTokens).toBeLessThan(model.contextTokens);
        expect(collectionTokens).toBeLessThanOrEqual(readingStrength(model, null).effectiveTokens);
        expect(decision.alternatives.find(({ mode }) => mode === 'whole')?.possible).toBe(true);
      }
    }
  });

  test('nobody waits longer than is waited without being asked, but for what is as short as it can be', () => {
    for (const { kind, cells, model } of everyRow) {
      for (const { decision, predictedMs } of cells) {
        const isShortest = decision.budgetTokens < 3 * 3_000;
        if (!isShortest)
          expect(predictedMs, `${model.id} ${kind} ${decision.mode}`).toBeLessThanOrEqual((kind === 'complete' ? 20 : 5) * minute);
      }
    }
  });

  test('once a collection is too long to be read whole, a longer one is not', () => {
    for (const { cells } of everyRow) {
      const modes = cells.map(({ decision }) => decision.mode === 'whole');
      expect(modes.lastIndexOf(true)).toBe(modes.filter(Boolean).length - 1);
    }
  });

  test('a model that holds the collection reads no less of it', () => {
    for (const kind of kinds) {
      const warm = decisionRows(kind, true);
      for (const [index, { cells }] of decisionRows(kind, false).entries()) {
        for (const [place, cell] of cells.entries()) {
          const other = warm[index]?.cells[place];
          if (cell.decision.mode === 'whole') expect(other?.decision.mode).toBe('whole');
          if (other?.decision.mode === cell.decision.mode) expect(other.predictedMs).toBeLessThanOrEqual(cell.predictedMs);
        }
      }
    }
  });

  test('only questions about everything are scanned, and passages never answer them', () => {
    for (const { kind, cells } of everyRow) {
      const modes = cells.map(({ decision }) => decision.mode);
      expect(modes).not.toContain('none');
      if (kind === 'complete') expect(modes).not.toContain('retrieve');
      else expect(modes).not.toContain('scan');
    }
  });

  test('the reason is a sentence that names what was decided against', () => {
    for (const { cells } of everyRow) {
      for (const { decision } of cells) {
        expect(decision.reason).toMatch(/^[A-Z\w].*\.$/);
        expect(decision.reason.split('. ').length).toBeLessThanOrEqual(2);
        if (decision.mode !== 'whole') expect(decision.reason).toMatch(/window|reads well|GiB|would take/);
      }
    }
  });

  test('a model that has room for 200,000 tokens reads them when it is quick, and keeps the rest for passages', () => {
    const row = decisionRows('look-up', false).find(({ machine, model }) => machine.memoryGib === 32 && model.id === 'gemma4:26b');
    const modes = row?.cells.map(({ decision }) => decision.mode);
    expect(modes).toEqual(collectionSizes.map((tokens) => (tokens <= 200_000 ? 'whole' : 'retrieve')));
  });
});
