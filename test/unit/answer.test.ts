import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../core/errors.ts';
import type { GenerateRequest } from '../../core/ports.ts';
import type { Answer, AnswerEvent, Citation } from '../../core/types.ts';
import { answer } from '../../server/answer/answer.ts';
import { extractive } from '../../server/generate/extractive.ts';
import { scripted } from '../../server/generate/scripted.ts';
import { handbook, openShelf, type Shelf } from './answer-shelf.ts';

let shelf: Shelf;
beforeAll(async () => {
  shelf = await openShelf(handbook);
});
afterAll(() => shelf.close());

const leaveQuestion = { question: 'How many days of annual leave do full-time staff get?' };

/** Writes a sentence behind the number of the passage that holds `words`. */
function citing(sentence: string, words: string) {
  return scripted(({ passages }) => `${sentence} [${numberOf(passages, words)}]`);
}

function numberOf(passages: GenerateRequest['passages'], words: string): number {
  return passages.find(({ text }) => text.includes(words))?.number ?? 0;
}

function only(answer: Answer): Citation {
  const [citation, ...more] = answer.citations;
  if (citation === undefined || more.length > 0) throw new Error(`Expected one citation: ${JSON.stringify(answer.citations)}`);
  return citation;
}

const joined = (events: readonly AnswerEvent[]): string => events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');

async function codeOf(work: Promise<unknown>): Promise<string> {
  const fault = await work.then(
    () => null,
    (error: unknown) => error,
  );
  return fault instanceof AppError ? fault.code : String(fault);
}

describe('the stream of events', () => {
  test('begins with the plan, ends with the answer, and its deltas are the text of the answer', async () => {
    const generator = citing('Full-time staff get 28 days of annual leave. They may ask for it early', '28 days');
    const events = await shelf.all(generator, leaveQuestion);
    const types = events.map(({ type }) => type).filter((type) => type !== 'progress');
    expect(types[0]).toBe('plan-ready');
    expect(types.at(-1)).toBe('answer-end');
    expect(types.filter((type) => type === 'answer-end')).toHaveLength(1);
    const last = events.at(-1);
    expect(last?.type === 'answer-end' && last.answer.text).toBe(joined(events));
  });

  test('announces a citation before its mark is shown, and each citation once', async () => {
    const events = await shelf.all(
      citing('Full-time staff get 28 days of annual leave [1]. Yes, 28 days of annual leave', '28 days'),
      leaveQuestion,
    );
    const found = events.findIndex(({ type }) => type === 'citation-found');
    const shown = events.findIndex((event) => event.type === 'text-delta' && event.text.includes('[1]'));
    expect(found).toBeGreaterThan(-1);
    expect(found).toBeLessThan(shown);
    expect(events.filter(({ type }) => type === 'citation-found')).toHaveLength(1);
  });
});

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

describe('not in the documents', () => {
  const soup = { question: 'What does the cafeteria serve on Fridays?' };

  test('is an answer with the nearest passages and no citation', async () => {
    const given = await shelf.ask(scripted(['This is not in these documents.']), { ...soup, mode: 'retrieve' });
    expect(given).toMatchObject({ abstained: true, citations: [], text: 'This is not in these documents.' });
    expect(given.passages.length).toBeGreaterThan(0);
    expect(given.passages.length).toBeLessThanOrEqual(3);
  });

  test('is said in the language of the question', async () => {
    const given = await shelf.ask(scripted(['Das steht nicht in diesen Dokumenten.']), {
      question: 'Was gibt es am Freitag in der Kantine und wie viel kostet das?',
      mode: 'retrieve',
    });
    expect(given.text).toBe('Das steht nicht in diesen Dokumenten.');
  });

  test('is said when nothing that the model wrote could be proven', async () => {
    const given = await shelf.ask(scripted(['The cafeteria serves warm soup on Fridays.']), soup);
    expect(given.abstained).toBe(true);
    expect(given.text).toMatch(/None of this could be found in the documents\.$/);
  });

  test('after passages leads to one wider look, and shows nothing of the first', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 90 }, (_, index) => [
        `note-${index}.md`,
        `# Note ${index}\n\nThe leave of team ${index} is ${index + 3} days. ${'It is granted after a talk with the lead. '.repeat(12)}`,
      ]),
    );
    const many = await openShelf(files, { retrieveTokens: '600' });
    try {
      const generator = scripted(['This is not in these documents.', 'The leave of team 7 is 10 days.'], {
        parameters: '4B',
        contextTokens: 8_192,
      });
      const events = await many.all(generator, { question: 'How many days is the leave of team 7?' });
      const plans = events.filter((event) => event.type === 'plan-ready').map(({ plan }) => plan);
      expect(plans).toHaveLength(2);
      expect(plans[1]?.promptTokens).toBeGreaterThan(plans[0]?.promptTokens ?? 0);
      expect(joined(events)).not.toContain('not in these documents');
      const last = events.at(-1);
      expect(last?.type === 'answer-end' && last.answer.abstained).toBe(false);
    } finally {
      many.close();
    }
  });

  test('about everything but read in passages says how much was not read', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`note-${index}.md`, `# Note ${index}\n\nTeam ${index} has leave.\n`]),
    );
    const many = await openShelf(files, { retrieveTokens: '100' });
    try {
      const small = scripted(['Team 7 has leave.'], { parameters: '4B', contextTokens: 8_192 });
      const all = await many.ask(small, { question: 'List all teams that have leave', mode: 'retrieve' });
      expect(all.receipt.sections?.total).toBe(30);
      const unread = 30 - (all.receipt.sections?.read ?? 0);
      expect(unread).toBeGreaterThan(0);
      expect(all.text).toContain(`${unread} of 30 sections were not read.`);
      const one = await many.ask(small, { question: 'Does team 7 have leave?', mode: 'retrieve' });
      expect(one.receipt.sections).toBeNull();
      expect(one.text).not.toContain('were not read');
    } finally {
      many.close();
    }
  });

  test('in a small window sends no more than it holds, in passages and in sections', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `long-folder-name/of-the-team/note-${index}.md`,
        `# Note ${index}\n\nTeam ${index} has leave.\n`,
      ]),
    );
    const many = await openShelf(files);
    try {
      for (const mode of ['retrieve', 'sections'] as const) {
        const windowTokens = 1_800;
        const generator = scripted(['Team 7 has leave.'], { parameters: '4B', contextTokens: windowTokens });
        const { plan } = await many.ask(generator, { question: 'Which leave does team 7 have?', mode });
        expect(plan.documentsIn).toBeGreaterThan(0);
        expect(plan.promptTokens + plan.reservedTokens).toBeLessThanOrEqual(windowTokens);
      }
    } finally {
      many.close();
    }
  });

  test('of which nothing can be proven leads to a wider look too, and shows nothing of the first', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 90 }, (_, index) => [
        `note-${index}.md`,
        `# Note ${index}\n\nThe leave of team ${index} is ${index + 3} days. ${'It is granted after a talk with the lead. '.repeat(12)}`,
      ]),
    );
    const many = await openShelf(files, { retrieveTokens: '600' });
    try {
      const small = { parameters: '4B', contextTokens: 8_192 };
      const question = 'How many days is the leave of team 7?';
      const invented = 'Astronauts drink lemonade on the moon [1].';
      const events = await many.all(scripted([invented, 'The leave of team 7 is 10 days.'], small), { question });
      const plans = events.filter((event) => event.type === 'plan-ready').map(({ plan }) => plan.mode);
      expect(plans).toEqual(['retrieve', 'sections']);
      expect(joined(events)).not.toContain('lemonade');
      expect(joined(events)).toContain('10 days');
      const proven = await many.all(scripted(['The leave of team 7 is 10 days.', 'Never said.'], small), { question });
      expect(proven.filter((event) => event.type === 'plan-ready')).toHaveLength(1);
      const twice = await many.all(scripted([invented, invented], small), { question });
      expect(joined(twice)).toContain('lemonade');
      expect(joined(twice)).toContain('None of this could be found');
    } finally {
      many.close();
    }
  });

  test('of an empty collection asks nobody', async () => {
    const empty = await openShelf({});
    try {
      const given = await empty.ask(
        scripted(() => {
          throw new Error('Nobody is to be asked');
        }),
        soup,
      );
      expect(given).toMatchObject({ abstained: true, confidence: 0, plan: { mode: 'none' }, passages: [] });
      expect(given.text).toContain('no document');
    } finally {
      empty.close();
    }
  });
});

describe('faults', () => {
  test('an empty question is refused', async () => {
    expect(await codeOf(shelf.ask(scripted(['']), { question: ' \n' }))).toBe('question-empty');
  });

  test('a question of 100 kB is refused', async () => {
    expect(await codeOf(shelf.ask(scripted(['']), { question: 'why '.repeat(25_000) }))).toBe('question-too-long');
  });

  test('an answer from a prompt that was cut is never shown as one', async () => {
    const honest = scripted(['Full-time staff get 28 days.'], { id: 'gemma4:12b' });
    const cutting = {
      ...honest,
      async *generate(...input: Parameters<typeof honest.generate>) {
        for await (const event of honest.generate(...input)) {
          yield event.type === 'end' ? { ...event, usage: { ...event.usage, promptTokens: 100 } } : event;
        }
      },
    };
    expect(await codeOf(shelf.ask(cutting, leaveQuestion))).toBe('prompt-cut');
  });

  test('a stream without an end is a fault', async () => {
    const honest = scripted(['Full-time staff get 28 days.']);
    const broken = {
      ...honest,
      async *generate(...input: Parameters<typeof honest.generate>) {
        for await (const event of honest.generate(...input)) if (event.type !== 'end') yield event;
      },
    };
    expect(await codeOf(shelf.ask(broken, leaveQuestion))).toBe('model-stream-broken');
  });

  test('the whole collection is refused with both numbers when it does not fit', async () => {
    const work = shelf.ask(scripted(['']), { ...leaveQuestion, mode: 'whole' });
    expect((await work).plan.mode).toBe('whole');
    const small = shelf.ask(scripted([''], { contextTokens: 1_400 }), { ...leaveQuestion, mode: 'whole' });
    await expect(small).rejects.toMatchObject({ code: 'prompt-too-long', message: expect.stringMatching(/\d+ tokens;.*1,400/) });
    expect(await codeOf(shelf.ask(extractive(shelf.deps.config), { ...leaveQuestion, mode: 'whole' }))).toBe('prompt-too-long');
  });

  test('a stop before the first token and one in mid-answer end the question at once', async () => {
    const stopped = new AbortController();
    stopped.abort();
    expect(await codeOf(Array.fromAsync(shelf.events(scripted(['Yes.']), leaveQuestion, stopped.signal)))).toBe('cancelled');
    const stopping = new AbortController();
    const work = (async () => {
      for await (const event of shelf.events(scripted(['One two three four five six seven eight.']), leaveQuestion, stopping.signal)) {
        if (event.type === 'text-delta') stopping.abort();
      }
    })();
    expect(await codeOf(work)).toBe('cancelled');
  });
});

describe('the account of an answer', () => {
  test('names every document, what was sent of it, and what the model server counted', async () => {
    const { receipt, plan } = await shelf.ask(citing('They get 28 days of annual leave', '28 days'), leaveQuestion);
    expect(receipt.documents.map(({ source, used }) => [source, used])).toEqual([
      ['leave.md', true],
      ['prices.csv', true],
      ['travel.md', true],
    ]);
    expect(receipt.promptTokens).toBe(plan.promptTokens);
    expect(receipt.serverPromptTokens).toBe(plan.promptTokens);
    expect(receipt.promptHash).toMatch(/^[0-9a-f]{64}$/);
    expect(receipt.timings.totalMs).toBeGreaterThanOrEqual(receipt.timings.searchMs);
  });

  test('keeps of a whole collection only the passages that are cited', async () => {
    const given = await shelf.ask(citing('They get 28 days of annual leave', '28 days'), leaveQuestion);
    expect(given.plan.mode).toBe('whole');
    expect(given.passages.map(({ source }) => source)).toEqual(['leave.md']);
  });

  test('says when the answer was stopped by its limit', async () => {
    const honest = scripted(['Full-time staff get 28 days of annual leave a year']);
    const limited = {
      ...honest,
      async *generate(...input: Parameters<typeof honest.generate>) {
        for await (const event of honest.generate(...input)) yield event.type === 'end' ? { ...event, finish: 'length' as const } : event;
      },
    };
    const { receipt } = await shelf.ask(limited, leaveQuestion);
    expect(receipt.warnings.join(' ')).toContain('limit of 1024 tokens');
  });
});

test('a follow-up carries the history and searches for what it leans on', async () => {
  const seen: GenerateRequest[] = [];
  const generator = scripted(
    (request) => {
      seen.push(request);
      return 'This is not in these documents.';
    },
    { parameters: '4B', contextTokens: 8_192 },
  );
  const history = [{ question: 'How many days of annual leave do full-time staff get?', answer: 'They get 28 days [1].' }];
  await shelf.ask(generator, { question: 'And part-time staff?', history, mode: 'retrieve' });
  expect(seen[0]?.prompt.history).toEqual([
    { question: 'How many days of annual leave do full-time staff get?', answer: 'They get 28 days.' },
  ]);
  expect(seen[0]?.outcome?.hits[0]?.source).toBe('leave.md');
  expect(seen[0]?.prompt.question.startsWith('And part-time staff?')).toBe(true);
});
