import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../core/types.ts';
import { wantedWords } from '../../server/answer/question/wanted-words.ts';
import { shownPlaces } from '../../server/answer/scan/shown-places.ts';
import { extractive } from '../../server/generate/extractive.ts';
import { openShelf, type Shelf } from './answer-shelf.ts';

const files = {
  'boats/curlew.md': `# The Curlew

The Curlew has a crew of two. Her engine is checked in spring.

## Safety

Nobody boards the vessel without a life jacket. The skipper keeps the log.

### Equipment on board

- one raft
- two flares
- a radio
`,
  'boats/heron.md': '# The Heron\n\nThe Heron is a dinghy. She has no engine.\n\nThe skipper of the Heron is Ada.\n',
  'rota.csv': 'day,skipper,boat\nMonday,Ada,Heron\nTuesday,Ben,Curlew\nWednesday,Ada,Curlew\n',
  'regeln.md':
    '# Regeln\n\nDer Kapitän führt das Logbuch. Die Kapitäne wechseln sich ab. Alle Boote haben einen Anker, und wer an Bord ist, der trägt eine Weste. Das ist nicht für alle neu.\n',
};

let shelf: Shelf;
beforeAll(async () => {
  shelf = await openShelf(files);
});
afterAll(() => shelf.close());

const asked = (question: string): Promise<Answer> => shelf.ask(extractive(shelf.deps.config), { question });
const quotes = ({ citations }: Answer): readonly string[] => citations.map(({ source, quote }) => `${source}: ${quote}`);

describe('a scan without a model', () => {
  test('shows every sentence, row and line that holds the words, and counts them', async () => {
    const answer = await asked('List all mentions of a skipper.');
    expect(answer.plan).toMatchObject({ mode: 'scan', kind: 'complete' });
    expect(answer.text).toMatch(/^5 places in 3 documents hold “skipper”\. All \d+ sections were read\./);
    expect(quotes(answer).toSorted()).toEqual([
      'boats/curlew.md: The skipper keeps the log.',
      'boats/heron.md: The skipper of the Heron is Ada.',
      'rota.csv: Monday,Ada,Heron',
      'rota.csv: Tuesday,Ben,Curlew',
      'rota.csv: Wednesday,Ada,Curlew',
    ]);
    expect(answer.citations.every(({ status }) => status === 'verified')).toBe(true);
    expect(answer.receipt.sections?.read).toBe(answer.receipt.sections?.total);
    expect(answer.receipt.sql).toBe(null);
  });

  test.each([
    ['List all mentions of a skipper.', 0],
    ['List all mentions of a skipper with a telescope.', 1],
  ])('never says that all was read beside an account that says otherwise: %s', async (question, warned) => {
    const picture = readFileSync(new URL('../fixtures/picture/sources/notice-board.png', import.meta.url));
    const pictured = await openShelf({ ...files, 'board.png': picture });
    const { text, receipt } = await pictured.ask(extractive(pictured.deps.config), { question });
    pictured.close();
    const { read, total } = receipt.sections ?? { read: 0, total: 0 };
    expect(total - read).toBe(1);
    expect(text).toContain(`1 of ${total} sections were not read.`);
    const said = [text, ...receipt.warnings].join(' ');
    expect(said).not.toMatch(/all \d+ sections/i);
    expect(said.match(/All sections with text were read/g)?.length ?? 0).toBe(warned);
  });

  test('shows code around several places once', async () => {
    const code = [
      'export function deposit(prices) {',
      '  let deposit = 0;',
      '  for (const price of prices) deposit += price;',
      '  return deposit;',
      '}',
    ].join('\n');
    const other = await openShelf({ 'billing/deposit.js': `${code}\n` });
    try {
      const { text, citations } = await other.ask(extractive(other.deps.config), { question: 'List all mentions of deposit.' });
      expect(text).toMatch(/^\d+ places in 1 document hold “deposit”/);
      expect(citations.map(({ quote }) => quote)).toEqual([code]);
      expect(text.split('deposit += price').length - 1).toBe(1);
    } finally {
      other.close();
    }
  });

  test('takes the words of the headings above for said', async () => {
    const answer = await asked('Is there any life jacket rule for the Curlew?');
    expect(quotes(answer)).toEqual(['boats/curlew.md: Nobody boards the vessel without a life jacket.']);
  });

  test('counts each item below a heading that names the topic', async () => {
    expect(quotes(await asked('List all equipment on board.'))).toEqual([
      'boats/curlew.md: - one raft',
      'boats/curlew.md: - two flares',
      'boats/curlew.md: - a radio',
    ]);
  });

  test('finds inflected words in the language of the document', async () => {
    const answer = await asked('Liste alle Erwähnungen der Kapitäne auf.');
    expect(quotes(answer)).toEqual(['regeln.md: Der Kapitän führt das Logbuch.', 'regeln.md: Die Kapitäne wechseln sich ab.']);
  });

  test('speaks the language of the question', async () => {
    const answer = await asked('Gibt es irgendwelche Stellen in den Dokumenten, die das Logbuch erwähnen?');
    expect(answer.text).toMatch(/Alle \d+ Abschnitte wurden gelesen\./);
  });

  test('of what is nowhere says so, after reading everything', async () => {
    const answer = await asked('Is there any mention of helicopters?');
    expect(answer).toMatchObject({ abstained: true, text: 'This is not in these documents. Nowhere in these documents: “helicopters”.' });
    const { sections, warnings } = answer.receipt;
    expect(sections).toEqual({ read: sections?.total, total: sections?.total });
    expect(warnings.join(' ')).toContain('no sentence, row or line holds “helicopters” together');
  });

  test('shows thirty places and counts the rest by document', async () => {
    const many = await openShelf({
      'one.md': '# One\n\nThe tide is high. '.padEnd(20) + 'The tide is low. '.repeat(40),
      'two.md': '# Two\n\nThe tide turns.\n',
    });
    try {
      const answer = await many.ask(extractive(many.deps.config), { question: 'List all mentions of the tide.' });
      expect(answer.text).toMatch(/^42 places in 2 documents/);
      expect(answer.citations).toHaveLength(30);
      expect(answer.citations.map(({ source }) => source)).toContain('two.md');
      expect(answer.text).toMatch(/And 12 more: one\.md \(12\)\.$/);
    } finally {
      many.close();
    }
  });

  test('stops at once when it is told to', async () => {
    const stopping = new AbortController();
    const events = shelf.events(extractive(shelf.deps.config), { question: 'List all skippers.' }, stopping.signal);
    const work = (async () => {
      for await (const event of events) if (event.type === 'plan-ready') stopping.abort();
    })();
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('is taken for any question when it is asked for', async () => {
    const answer = await shelf.ask(extractive(shelf.deps.config), { question: 'Who is the skipper of the Heron?', mode: 'scan' });
    expect(answer.plan).toMatchObject({ mode: 'scan', kind: 'look-up' });
    expect(quotes(answer)).toContain('boats/heron.md: The skipper of the Heron is Ada.');
  });
});

describe('the words that are looked for', () => {
  const words = (question: string): readonly string[] => wantedWords(question, ['en']).map(({ shown }) => shown);

  test.each([
    ['How many documents mention the North Basin?', ['North', 'Basin']],
    ['List all clauses about late payment', ['late', 'payment']],
    ['Is there any rule on travel by train?', ['travel', 'train']],
    ['How many documents are there?', ['documents']],
  ] as const)('of "%s" are those it is about', (question, expected) => {
    expect(words(question)).toEqual(expected);
  });

  test('of a Chinese question leave out the frame that is written together with them', () => {
    expect(words('有多少合同提到罚款?').join('')).not.toContain('多少');
  });
});

describe('places that are shown', () => {
  const place = (start: number) => ({ start, end: start + 1 });
  const record = { id: 'x' } as never;

  test('come from every document before a second one of any', () => {
    const found = [
      { record, places: [place(1), place(2), place(3)] },
      { record, places: [place(4)] },
      { record, places: [place(5), place(6)] },
    ];
    expect(shownPlaces(found, 4).map(({ places }) => places.length)).toEqual([2, 1, 1]);
    expect(shownPlaces(found, 99)).toEqual(found);
    expect(shownPlaces(found, 2).map(({ places }) => places.length)).toEqual([1, 1]);
  });
});
