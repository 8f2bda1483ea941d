import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../core/errors.ts';
import type { GenerateRequest, Generator } from '../../core/ports.ts';
import type { Answer, AnswerEvent } from '../../core/types.ts';
import { planAhead } from '../../server/answer/plan-ahead.ts';
import { scripted } from '../../server/generate/scripted.ts';
import { openShelf, type Shelf } from './answer-shelf.ts';

const canaries = ['The first canary is called Amber.', 'The second canary is called Basil.', 'The third canary is called Clover.'];
const filler = 'Nothing of interest was noted on this day, and the weather was as it often is. ';

/** Forty sections in ten documents; the canaries sit at the head, in the middle and at the end of the collection. */
const files = Object.fromEntries(
  Array.from({ length: 10 }, (_, number) => {
    const sections = Array.from({ length: 4 }, (_, index) => {
      const at = number * 4 + index;
      const canary = at === 0 ? canaries[0] : at === 20 ? canaries[1] : at === 39 ? canaries[2] : '';
      return `# Day ${at}\n\n${canary ?? ''} ${filler.repeat(14)}\n`;
    });
    return [`log-${number}.md`, sections.join('\n')];
  }),
);

let shelf: Shelf;
beforeAll(async () => {
  shelf = await openShelf(files, { retrieveTokens: '1500' });
});
afterAll(() => shelf.close());

const question = 'List all canaries that are named in the logs.';
const small = { contextTokens: 8_192, parameters: '4B' };
const isPart = ({ prompt }: GenerateRequest): boolean => prompt.system.includes('copy out');

/** Copies every sentence about a canary; then says what it was given. */
function honest(request: GenerateRequest): string {
  if (!isPart(request)) return request.passages.map(({ number, text }) => `${text.replace(/\.$/, '')} [${number}].`).join(' ');
  const found = request.passages.flatMap(({ number, text }) =>
    (text.match(/The \w+ canary is called \w+\./g) ?? []).map((quote) => `[${number}] ${quote}`),
  );
  return found.length === 0 ? 'NONE' : found.join('\n');
}

function watched(script: (request: GenerateRequest) => string): { readonly generator: Generator; readonly seen: GenerateRequest[] } {
  const seen: GenerateRequest[] = [];
  const generator = scripted((request) => {
    seen.push(request);
    return script(request);
  }, small);
  return { generator, seen };
}

const quotesOf = (answer: Answer): readonly string[] =>
  answer.citations.filter(({ status }) => status === 'verified').map(({ quote }) => quote);
const progress = (events: readonly AnswerEvent[]) => events.filter((event) => event.type === 'progress' && event.phase === 'reading');

describe('a scan with a model', () => {
  test('finds what stands at the head, in the middle and at the end, and counts all sections as read', async () => {
    const { generator, seen } = watched(honest);
    const answer = await shelf.ask(generator, { question });
    expect(answer.plan.mode).toBe('scan');
    expect(quotesOf(answer)).toEqual(canaries);
    expect(answer.receipt.sections).toEqual({ read: 40, total: 40 });
    expect(answer.text).not.toContain('not read');
    const parts = seen.filter(isPart);
    const read = parts.flatMap(({ passages }) => passages.map(({ source, span }) => `${source}:${span.start}`));
    expect(new Set(read).size).toBe(read.length);
    const text = parts.map(({ passages }) => passages.map((passage) => passage.text).join('')).join('');
    expect(Object.values(files).map((file) => text.includes(file))).toEqual(Object.values(files).map(() => true));
  });

  test('sends no part longer than the model reads well, and counts all tokens that it sends', async () => {
    const { generator, seen } = watched(honest);
    const { receipt, plan } = await shelf.ask(generator, { question });
    expect(Math.max(...seen.map(({ prompt }) => prompt.tokens))).toBeLessThan(2_200);
    expect(receipt.promptTokens).toBe(seen.reduce((sum, { prompt }) => sum + prompt.tokens, 0));
    expect(receipt.serverPromptTokens).toBe(receipt.promptTokens);
    expect(receipt.documents.map(({ used, why }) => [used, why.startsWith('Every section was read.')])).toEqual(
      Array.from({ length: 10 }, () => [true, true]),
    );
    expect(receipt.passages.map(({ why }) => why)).toEqual(canaries.map(() => 'Found by reading everything, not by search.'));
    expect(plan.reason).toContain('every section is read');
  });

  test('is told ahead with the tokens of all its parts', async () => {
    const { generator } = watched(honest);
    const request = { collection: 'shelf', question, mode: 'auto', history: [], conversationId: null } as const;
    const ahead = await planAhead(request, { ...shelf.deps, generator }, new AbortController().signal);
    const { plan, receipt } = await shelf.ask(generator, { question });
    expect(ahead).toMatchObject({ mode: 'scan', kind: 'complete', documentsIn: 10, reason: plan.reason });
    expect(Math.abs(ahead.promptTokens / receipt.promptTokens - 1)).toBeLessThan(0.25);
  });

  test('tells how many sections it has read, and how long the rest will take', async () => {
    const events = progress(await shelf.all(watched(honest).generator, { question }));
    expect(events[0]).toMatchObject({ done: 0, total: 40, etaMs: null });
    expect(events.at(-1)).toMatchObject({ done: 40, total: 40, etaMs: 0 });
  });

  test('drops quotes that stand nowhere, and says how many', async () => {
    const { generator, seen } = watched((request) =>
      isPart(request) ? `${honest(request)}\n[1] The fourth canary is called Dill, and it sings.` : honest(request),
    );
    const answer = await shelf.ask(generator, { question });
    const dropped = seen.filter(isPart).length;
    expect(quotesOf(answer)).toEqual(canaries);
    expect(answer.receipt.warnings.join(' ')).toContain(`${dropped} lines that the model copied do not stand in the documents`);
    expect(seen.at(-1)?.prompt.prefix).not.toContain('Dill');
  });

  test('says that it is not there, when no part holds anything, without asking again', async () => {
    const { generator, seen } = watched(() => 'NONE');
    const answer = await shelf.ask(generator, { question: 'Is there any parrot in the logs?' });
    expect(answer).toMatchObject({ abstained: true, text: 'This is not in these documents. Nowhere in these documents: “parrot”.' });
    expect(answer.receipt.sections).toEqual({ read: 40, total: 40 });
    expect(seen.every(isPart)).toBe(true);
  });

  test('shows what was copied where the model writes what cannot be proven from it', async () => {
    const { generator, seen } = watched((request) => (isPart(request) ? honest(request) : 'Seventeen parrots live in the logs.'));
    const answer = await shelf.ask(generator, { question });
    expect(answer.text).toMatch(/^3 places in 3 documents concern the question/);
    expect(answer.text).not.toContain('parrots');
    expect(quotesOf(answer)).toEqual(canaries);
    expect(answer.receipt.warnings.join(' ')).toContain('could not be proven');
    expect(answer.receipt.promptTokens).toBe(seen.reduce((sum, { prompt }) => sum + prompt.tokens, 0));
  });

  test('of quotes that are too many for one prompt shows the places instead', async () => {
    const everything = watched((request) =>
      isPart(request)
        ? request.passages
            .map(({ number, text }) =>
              text
                .trim()
                .split('\n')
                .map((line) => `[${number}] ${line}`)
                .join('\n'),
            )
            .join('\n')
        : '',
    );
    const answer = await shelf.ask(everything.generator, { question: 'List all weather notes.' });
    expect(answer.text).toMatch(/^\d+ places in 10 documents concern the question/);
    expect(answer.text).toMatch(/And \d+ more: log-/);
    expect(everything.seen.every(isPart)).toBe(true);
  });
});

describe('a part that cannot be read', () => {
  const broken = new AppError('model-failed', 'The model fell over', 'Look at its log.');

  /** Fails whenever the part holds these words, the first `times` times. */
  function failing(words: string, times: number) {
    let failures = 0;
    const tries: string[] = [];
    const generator = scripted((request) => {
      if (isPart(request) && request.prompt.prefix.includes(words)) {
        tries.push(words);
        failures += 1;
        if (failures <= times) throw broken;
      }
      return honest(request);
    }, small);
    return { generator, tries };
  }

  test('is tried once more', async () => {
    const { generator, tries } = failing('Basil', 1);
    const answer = await shelf.ask(generator, { question });
    expect(tries).toHaveLength(2);
    expect(quotesOf(answer)).toEqual(canaries);
    expect(answer.receipt.sections).toEqual({ read: 40, total: 40 });
    expect(answer.receipt.warnings).toEqual([]);
  });

  test('after that is named, counted, and said in the answer', async () => {
    const { generator, tries } = failing('Basil', 9);
    const answer = await shelf.ask(generator, { question });
    expect(tries).toHaveLength(2);
    expect(quotesOf(answer)).toEqual([canaries[0], canaries[2]]);
    const { sections, warnings } = answer.receipt;
    const unread = 40 - (sections?.read ?? 40);
    expect(unread).toBeGreaterThan(0);
    expect(answer.text).toMatch(new RegExp(`${unread} of 40 sections were not read\\.$`));
    expect(warnings.join(' ')).toContain(`Not read: ${unread} sections in `);
    expect(warnings.join(' ')).toContain('log-5.md');
    expect(warnings.join(' ')).toContain('The model fell over');
  });

  test('ends the scan when three in a row fail, and the rest is named as unread', async () => {
    let parts = 0;
    const generator = scripted((request) => {
      if (!isPart(request)) return honest(request);
      parts += 1;
      if (parts > 1) throw broken;
      return honest(request);
    }, small);
    const answer = await shelf.ask(generator, { question });
    expect(parts).toBe(1 + 3 * 2);
    expect(quotesOf(answer)).toEqual([canaries[0]]);
    expect(answer.receipt.warnings.join(' ')).toContain('because the model failed 3 times in a row');
  });

  test('is the fault itself when no part could be read', async () => {
    const generator = scripted(() => {
      throw broken;
    }, small);
    await expect(shelf.ask(generator, { question })).rejects.toMatchObject({ code: 'model-failed' });
  });

  test('is read in halves when the model has more to copy than it has room', async () => {
    const honestOne = scripted(honest, small);
    const sizes: number[] = [];
    const generator: Generator = {
      ...honestOne,
      async *generate(request, signal) {
        const isLong = isPart(request) && request.passages.length > 2;
        if (isPart(request)) sizes.push(request.passages.length);
        for await (const event of honestOne.generate(request, signal)) {
          yield event.type === 'end' && isLong ? { ...event, finish: 'length' } : event;
        }
      },
    };
    const answer = await shelf.ask(generator, { question });
    expect(Math.min(...sizes)).toBeLessThanOrEqual(2);
    expect(quotesOf(answer)).toEqual(canaries);
    expect(answer.receipt.sections).toEqual({ read: 40, total: 40 });
  });

  test('for want of time leaves the rest unread, and says so', async () => {
    let parts = 0;
    const honestOne = scripted(honest, small);
    const generator: Generator = {
      ...honestOne,
      async *generate(request, signal) {
        parts += isPart(request) ? 1 : 0;
        // The second part hangs until the time is over.
        if (isPart(request) && parts === 2) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        yield* honestOne.generate(request, signal);
      },
    };
    const hurried = await openShelf(files, { retrieveTokens: '1500', scanTimeoutMs: '500' });
    try {
      const answer = await hurried.ask(generator, { question });
      expect(parts).toBe(2);
      expect(answer.receipt.sections?.read).toBeLessThan(40);
      expect(answer.receipt.warnings.join(' ')).toContain('because the time of CARREL_SCAN_TIMEOUT_MS was over');
      expect(quotesOf(answer)).toEqual([canaries[0]]);
    } finally {
      hurried.close();
    }
  });
});

test('a stop in the middle of a part ends the scan at once', async () => {
  const stopping = new AbortController();
  let parts = 0;
  const honestOne = scripted(honest, small);
  const generator: Generator = {
    ...honestOne,
    async *generate(request, signal) {
      parts += 1;
      if (parts === 2) stopping.abort();
      yield* honestOne.generate(request, signal);
    },
  };
  await expect(Array.fromAsync(shelf.events(generator, { question }, stopping.signal))).rejects.toMatchObject({ code: 'cancelled' });
  expect(parts).toBe(2);
});
