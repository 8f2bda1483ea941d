import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../core/errors.ts';
import type { GenerateRequest } from '../../core/ports.ts';
import type { Answer } from '../../core/types.ts';
import { answer } from '../../server/answer/answer.ts';
import { columnNumbers } from '../../server/answer/rows/cell-number.ts';
import { evidenceSql } from '../../server/answer/rows/evidence-sql.ts';
import { extractive } from '../../server/generate/extractive.ts';
import { scripted } from '../../server/generate/scripted.ts';
import { openShelf, type Shelf } from './answer-shelf.ts';

const shop = Array.from(
  { length: 120 },
  (_, index) => `A-${index},Gadget ${index},${index % 3 === 0 ? 'tools' : 'toys'},${(index * 2.5).toFixed(2)}`,
);
const files = {
  'price-list.csv': `code,name,category,price_eur\n${shop.join('\n')}\n`,
  'crew.md': `# Crew

## Holidays

| Person | Days | Boat |
|---|---:|---|
| Ada | 12 | Heron |
| Ben | 8 | Curlew |
| Cleo | as agreed | Curlew |

The crew list is kept by Ada.
`,
  'office.html':
    '<h1>Rooms</h1><table><tr><th>Room</th><th>Seats</th></tr><tr><td>Blue</td><td>4</td></tr><tr><td>Green</td><td>12</td></tr><tr><td>Total</td><td>16</td></tr></table>',
  'links.html': '<h1>Ropes</h1><table><tr><td>Back</td><td>Next</td></tr></table><p>A rope is long.</p>',
  'notes.md': '# Notes\n\nThe gadgets were counted in May. A gadget costs what it costs.\n',
};

let shelf: Shelf;
beforeAll(async () => {
  shelf = await openShelf(files);
});
afterAll(() => shelf.close());

const asked = (question: string): Promise<Answer> => shelf.ask(extractive(shelf.deps.config), { question, mode: 'scan' });
const quoted = ({ citations }: Answer): readonly string[] => citations.slice(1).map(({ quote }) => quote);

describe('a question about rows, without a model', () => {
  test('counts the rows of a comparison, cites each with its cells, and shows the statement', async () => {
    const answer = await asked('How many products in the price list cost more than 290?');
    expect(answer.text).toMatch(/^\*\*3\*\* of 120 rows of price-list\.csv \(price_eur > 290\)\. \[1\]/);
    expect(quoted(answer)).toEqual(['A-117,Gadget 117,tools,292.50', 'A-118,Gadget 118,toys,295.00', 'A-119,Gadget 119,toys,297.50']);
    expect(answer.citations.map(({ status, place }) => [status, place.cells])).toEqual([
      ['verified', 'A1:D1'],
      ['verified', 'A119:D119'],
      ['verified', 'A120:D120'],
      ['verified', 'A121:D121'],
    ]);
    expect(answer.receipt.sql).toBe('SELECT count(*) FROM "price_list" WHERE "price_eur" > 290');
    expect(answer.plan).toMatchObject({ mode: 'scan', documentsIn: 1, promptTokens: 0 });
    expect(answer.receipt.documents.filter(({ used }) => used).map(({ source }) => source)).toEqual(['price-list.csv']);
    expect(answer.receipt.sections).toBe(null);
    expect(answer.text).not.toContain('not read');
  });

  test('counts all of them, shows thirty and counts the rest', async () => {
    const answer = await asked('How many items are in the price list?');
    expect(answer.text).toMatch(/^\*\*120\*\* of 120 rows/);
    expect(answer.text).toMatch(/And 90 more\.$/);
    expect(answer.citations).toHaveLength(31);
  });

  test.each([
    ['What is the most expensive product in the price list?', ['A-119,Gadget 119,toys,297.50']],
    ['What is the cheapest product in the price list?', ['A-0,Gadget 0,tools,0.00']],
    ['List all products that cost between 5 and 8 euros', ['A-2,Gadget 2,toys,5.00', 'A-3,Gadget 3,tools,7.50']],
    ['List all products of the category tools that cost at most 8 €', ['A-0,Gadget 0,tools,0.00', 'A-3,Gadget 3,tools,7.50']],
    ['How many rooms have more than 4 seats?', ['Green | 12']],
    ['List the crew holidays of the Curlew', ['| Ben | 8 | Curlew |', '| Cleo | as agreed | Curlew |']],
  ] as const)('"%s" gives the rows', async (question, rows) => {
    expect(quoted(await asked(question))).toEqual(rows);
  });

  test('that search would answer from passages is asked of the rows when its words are clear', async () => {
    const answer = await shelf.ask(extractive(shelf.deps.config), { question: 'What is the most expensive product in the price list?' });
    expect(answer.plan).toMatchObject({ mode: 'scan', kind: 'look-up' });
    expect(quoted(answer)).toEqual(['A-119,Gadget 119,toys,297.50']);
    const passages = await shelf.ask(extractive(shelf.deps.config), {
      question: 'What is the most expensive product in the price list?',
      mode: 'retrieve',
    });
    expect(passages.receipt.sql).toBe(null);
  });

  test('that fits a whole window is asked of the rows too, and the model is not bothered', async () => {
    const generator = scripted(() => {
      throw new Error('Nobody is to be asked');
    });
    const answer = await shelf.ask(generator, { question: 'How many products are in the price list?' });
    expect(answer.text).toMatch(/^\*\*120\*\* of 120 rows/);
    expect(answer.receipt).toMatchObject({ sql: 'SELECT count(*) FROM "price_list"', promptTokens: 0, modelDigest: null });
    expect(answer).toMatchObject({ generator: 'extractive', model: 'extractive' });
    expect(answer.plan.reason).toBe('It is counted in the table price-list.csv: read 120 of 120 rows; no model is asked.');
    const whole = await shelf.ask(scripted(['There are many.']), { question: 'How many products are in the price list?', mode: 'whole' });
    expect(whole.plan.mode).toBe('whole');
    expect(whole.receipt.sections?.read).toBe(whole.receipt.sections?.total);
  });

  test('that may be about any table is asked of the rows once, before search has ended', async () => {
    const { collection } = shelf.deps;
    const order: string[] = [];
    const watched: typeof collection = {
      ...collection,
      rows: {
        ask(work, signal) {
          order.push(`rows ${work.want.kind}`);
          return collection.rows.ask(work, signal);
        },
      },
      async search(...input) {
        const outcome = await collection.search(...input);
        order.push('search has ended');
        return outcome;
      },
    };
    const request = { collection: 'shelf', mode: 'auto', history: [], conversationId: null } as const;
    const deps = { ...shelf.deps, generator: extractive(shelf.deps.config), collection: watched };
    const question = 'How many products are in the price list?';
    await Array.fromAsync(answer({ ...request, question }, deps, new AbortController().signal));
    expect(order).toEqual(['rows words', 'search has ended']);
  });

  test('about everything that is answered from passages, as was asked, says that it is not complete', async () => {
    const { receipt } = await shelf.ask(extractive(shelf.deps.config), { question: 'List all mentions of Ada', mode: 'retrieve' });
    expect(receipt.warnings.join(' ')).toContain('Ask in mode scan');
  });

  test('adds up a column, without the row that has done so already', async () => {
    const answer = await asked('What is the sum of the seats of all rooms?');
    expect(answer.text).toMatch(/^\*\*16\*\* \(Seats, sum; 2 of 2 rows of office\.html\)\. \[1\]/);
    expect(quoted(answer)).toEqual(['Blue | 4', 'Green | 12']);
  });

  test('says none when no row fits, and cites the table', async () => {
    const answer = await asked('How many products in the price list cost more than 5000?');
    expect(answer.text).toBe('**0** of 120 rows of price-list.csv (price_eur > 5000). [1]');
    expect(answer.abstained).toBe(false);
  });

  test.each([
    'How many gadgets were counted in May?',
    'How many blue whales cost more than 100?',
    'List all mentions of Ada',
    'Is there any gadget?',
    'How many rooms does the office have for dogs?',
    'How many ropes are there?',
    'What is the highest number of seats that a boat may have in May?',
  ])('"%s" is not clear enough, so everything is read', async (question) => {
    const { receipt } = await asked(question);
    expect(receipt.sql).toBe(null);
    expect(receipt.sections?.read).toBe(receipt.sections?.total);
  });
});

describe('a question about rows, with a model', () => {
  const small = { contextTokens: 8_192, parameters: '4B' };
  const writesSql = ({ prompt }: GenerateRequest): boolean => prompt.system.includes('SELECT');
  const question = 'How many categories of the price list begin with a T?';
  const withSql = (...statements: readonly string[]) => {
    const seen: GenerateRequest[] = [];
    const generator = scripted((request) => {
      seen.push(request);
      return writesSql(request) ? (statements[Math.min(seen.length, statements.length) - 1] ?? '') : 'NONE';
    }, small);
    return { generator, seen };
  };

  test('is given columns with samples, and its statement is run and shown', async () => {
    const { generator, seen } = withSql('```sql\nSELECT count(DISTINCT "category") FROM "price_list";\n```');
    const answer = await shelf.ask(generator, { question, mode: 'scan' });
    expect(seen).toHaveLength(1);
    expect(seen[0]?.prompt.prefix).toContain('TABLE "price_list" (120 rows from price-list.csv)');
    expect(seen[0]?.prompt.prefix).toContain('"price_eur" REAL, such as 0, 2.5, 5, 7.5');
    expect(answer.text).toMatch(/^\*\*2\*\* \(count\(DISTINCT category\); 120 of 120 rows of price-list\.csv\)/);
    expect(answer.receipt.sql).toBe('SELECT count(DISTINCT "category") FROM "price_list"');
    expect(answer.receipt.promptTokens).toBe(seen[0]?.prompt.tokens);
    expect(answer.citations[0]).toMatchObject({ source: 'price-list.csv', status: 'verified' });
  });

  test('may mend a statement that was refused, once', async () => {
    const { generator, seen } = withSql(
      'SELECT count(kind) FROM price_list',
      'SELECT "category", count(*) AS number FROM "price_list" GROUP BY "category"',
    );
    const answer = await shelf.ask(generator, { question, mode: 'scan' });
    expect(seen).toHaveLength(2);
    expect(seen[1]?.prompt.question).toContain('no such column: kind');
    expect(answer.text).toContain('category: tools · number: 40');
    expect(answer.text).toContain('category: toys · number: 80');
  });

  test.each([
    ['DROP TABLE price_list', 'only one SELECT is allowed'],
    ["ATTACH DATABASE '/tmp/carrel-stolen.db' AS stolen", 'only one SELECT is allowed'],
    ['SELECT 1; SELECT 2', 'more than one statement'],
    ['SELECT 1', 'it names no table that was given'],
  ])('that writes %s twice is not obeyed: everything is read, and a warning says so', async (sql, reason) => {
    const { generator, seen } = withSql(sql);
    const answer = await shelf.ask(generator, { question, mode: 'scan' });
    expect(seen.filter(writesSql)).toHaveLength(2);
    expect(answer.receipt.sql).toBe(null);
    expect(answer.receipt.warnings.join(' ')).toContain(reason);
    expect(answer.receipt.sections?.read).toBe(answer.receipt.sections?.total);
  });

  test('that fails over the statement is asked to read everything', async () => {
    const generator = scripted((request) => {
      if (writesSql(request)) throw new AppError('model-failed', 'The model fell over', 'Look at its log.');
      return 'NONE';
    }, small);
    const answer = await shelf.ask(generator, { question, mode: 'scan' });
    expect(answer.receipt.warnings).toEqual(['No query over table rows was made: The model fell over.']);
    expect(answer.receipt.sections?.read).toBe(answer.receipt.sections?.total);
  });

  test('that finds no table for it leaves the question to the scan', async () => {
    const { generator } = withSql('NONE');
    const answer = await shelf.ask(generator, { question, mode: 'scan' });
    expect(answer.receipt).toMatchObject({ sql: null, warnings: [] });
  });
});

describe('numbers of a column', () => {
  test.each([
    [
      ['1,250.00', '300.00', ''],
      [1250, 300, null],
    ],
    [
      ['1.250,00', '300,50'],
      [1250, 300.5],
    ],
    [
      ['18 euros', '20 euros', '7.5'],
      [18, 20, 7.5],
    ],
    [
      ['٣٫٥', '١٬٢٥٠', '۷'],
      [3.5, 1250, 7],
    ],
    [
      ['12', '8', 'as agreed', '4'],
      [12, 8, null, 4],
    ],
    [
      ['−3', '1 250'],
      [-3, 1250],
    ],
  ])('of %j are %j', (cells, numbers) => {
    expect(columnNumbers(cells)?.numbers).toEqual(numbers);
  });

  test.each([[['021 555', '030 1']], [['up to 200 euros', 'more']], [['A-1', 'A-2']], [['']], [['18 €', '20 $']]])(
    'of %j are none',
    (cells) => {
      expect(columnNumbers(cells)).toBe(null);
    },
  );
});

describe('the rows behind a statement', () => {
  test.each([
    ['SELECT "a" FROM "t" WHERE "b" > 1 ORDER BY "a" LIMIT 2', 'SELECT _row FROM "t" WHERE "b" > 1 ORDER BY "a" LIMIT 2', true],
    ["SELECT count(*) FROM t WHERE b = 'from x'", "SELECT _row FROM t WHERE b = 'from x'", false],
    ['SELECT b, count(*) FROM t GROUP BY b ORDER BY 2', 'SELECT _row FROM t', false],
    ['SELECT max("price") FROM t WHERE x', 'SELECT _row, max("price") FROM t WHERE x', false],
  ] as const)('%s are those of another', (sql, expected, isOneToOne) => {
    expect(evidenceSql(sql)).toEqual({ sql: expected, isOneToOne });
  });

  test.each([
    'SELECT a FROM t JOIN u ON t.x = u.x',
    'SELECT a FROM t, u',
    'SELECT a FROM t UNION SELECT b FROM u',
    'SELECT a FROM (SELECT * FROM t)',
    'WITH x AS (SELECT 1) SELECT * FROM x',
    'SELECT a FROM t -- WHERE',
    "SELECT 'a FROM t",
  ])('%s are not told', (sql) => {
    expect(evidenceSql(sql)).toBe(null);
  });
});
