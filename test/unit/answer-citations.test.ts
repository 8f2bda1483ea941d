import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer } from '../../server/answer/answer.ts';
import { scripted } from '../../server/generate/scripted.ts';
import { citing, leaveQuestion, numberOf, only } from './answer-asking.ts';
import { handbook, openShelf, type Shelf } from './answer-shelf.ts';

let shelf: Shelf;
beforeAll(async () => {
  shelf = await openShelf(handbook);
});
afterAll(() => shelf.close());

describe('citations', () => {
  test('are numbered from 1 in the order of reading, whatever the passages were called', async () => {
    const given = await shelf.ask(
      scripted(
        ({ passages }) =>
          `A night may cost up to 140 euros [${numberOf(passages, '140')}]. Full-time staff get 28 days of annual leave [${numberOf(passages, '28 days')}].`,
      ),
      { question: 'What may a hotel night cost, and how much annual leave is there?' },
    );
    expect(given.text).toBe('A night may cost up to 140 euros [1]. Full-time staff get 28 days of annual leave [2].');
    expect(given.citations.map(({ source, status }) => [source, status])).toEqual([
      ['travel.md', 'verified'],
      ['leave.md', 'verified'],
    ]);
  });

  test('quote the sentence of the source, character by character, with its line and heading', async () => {
    const citation = only(await shelf.ask(citing('They get 28 days of annual leave each year', '28 days'), leaveQuestion));
    expect(citation.quote).toBe('Full-time staff get 28 days of annual leave a year.');
    expect((await shelf.text('leave.md')).slice(citation.start, citation.end)).toBe(citation.quote);
    expect(citation.place).toMatchObject({ lineStart: 5, lineEnd: 5, heading: 'Annual leave', page: null });
  });

  test.each([
    ['a number that differs', 'Full-time staff get 30 days of annual leave a year', 'number-differs'],
    ['a unit that differs', 'Full-time staff get 28 weeks of annual leave a year', 'number-differs'],
    ['a denial that the source does not make', 'Full-time staff do not get 28 days of annual leave a year', 'negation-differs'],
    ['a name that is not there', 'Full-time staff like Bertram get 28 days of annual leave a year', 'name-differs'],
    ['something else altogether', 'The cafeteria serves warm soup on Fridays', 'not-supported'],
    ['a quotation that nobody wrote', 'It says “full-time staff get plenty of annual leave each year”', 'quote-not-found'],
  ] as const)('are rejected for %s', async (_, sentence, reason) => {
    const given = await shelf.ask(citing(sentence, '28 days'), leaveQuestion);
    expect(only(given)).toMatchObject({ status: 'rejected', reason });
    expect(given.abstained).toBe(true);
  });

  test('do not let a rule be turned into a permission', async () => {
    const given = await shelf.ask(citing('Staff may book hotels through private accounts', 'private accounts'), {
      question: 'May I book a hotel privately?',
    });
    expect(only(given).reason).toBe('negation-differs');
  });

  test('accept a quotation in other quotation marks and blanks', async () => {
    const given = await shelf.ask(citing('It says “first  class is prohibited”', 'First class'), { question: 'Is first class allowed?' });
    expect(only(given)).toMatchObject({ status: 'verified', quote: 'First class is prohibited.' });
  });

  test('are repaired when the model names the wrong passage', async () => {
    const given = await shelf.ask(citing('A doctor’s note is needed from the fourth day of sickness', '140 euros'), leaveQuestion);
    expect(only(given)).toMatchObject({ source: 'leave.md', status: 'verified' });
    expect(only(given).quote).toContain('fourth day');
  });

  test('of a passage that was never sent become rejected ones without a document', async () => {
    const given = await shelf.ask(scripted(['The cafeteria serves warm soup on Fridays [4711].']), leaveQuestion);
    expect(only(given)).toMatchObject({ status: 'rejected', reason: 'no-such-passage', source: '', quote: '' });
    expect(given.text).toContain('[1]');
    expect(given.text).not.toContain('4711');
  });

  test('are found for a sentence that names no passage, before the next sentence is shown', async () => {
    const given = await shelf.ask(
      scripted(['Full-time staff get 28 days of annual leave a year. Economy class is booked for all flights under six hours.']),
      leaveQuestion,
    );
    expect(given.text).toBe(
      'Full-time staff get 28 days of annual leave a year. [1] Economy class is booked for all flights under six hours. [2]',
    );
    expect(given.citations.every(({ status }) => status === 'verified')).toBe(true);
  });

  test('of two passages hold together what neither holds alone', async () => {
    const given = await shelf.ask(
      scripted(
        ({ passages }) =>
          `Annual leave is 28 days and a hotel night may cost 140 euros [${numberOf(passages, '28 days')}][${numberOf(passages, '140')}].`,
      ),
      { question: 'What about annual leave and hotel nights?' },
    );
    expect(given.citations.map(({ status }) => status)).toEqual(['verified', 'verified']);
  });

  test('in a list of sources stand when the passage is about the question', async () => {
    const generator = scripted(({ passages }) => `They get 28 days of annual leave.\n\nSources: [${numberOf(passages, '28 days')}]`);
    const given = await shelf.ask(generator, leaveQuestion);
    expect(given.text).toMatch(/\[1\]\n\nSources: \[1\]$/);
    expect(only(given).status).toBe('verified');
  });

  test('inside code are no citations', async () => {
    const given = await shelf.ask(scripted(['Use `staff[1]` here.\n```\nlist[2]\n```\n']), leaveQuestion);
    expect(given.citations).toEqual([]);
    expect(given.text).toContain('`staff[1]`');
    expect(given.text).toContain('list[2]');
  });

  test('whose document was replaced meanwhile are rejected', async () => {
    const { collection } = shelf.deps;
    const honest = citing('They get 28 days of annual leave each year', '28 days');
    let isReplaced = false;
    const deps = {
      ...shelf.deps,
      collection: {
        ...collection,
        slice: async (...span: Parameters<typeof collection.slice>) =>
          isReplaced ? 'Other words stand here now.' : collection.slice(...span),
      },
      generator: {
        ...honest,
        generate(...input: Parameters<typeof honest.generate>) {
          isReplaced = true;
          return honest.generate(...input);
        },
      },
    };
    const request = { collection: 'shelf', mode: 'auto', history: [], conversationId: null, ...leaveQuestion } as const;
    const last = (await Array.fromAsync(answer(request, deps, new AbortController().signal))).at(-1);
    expect(last?.type === 'answer-end' && only(last.answer)).toMatchObject({ status: 'rejected', reason: 'quote-not-found' });
  });
});
