import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentIdOf } from '../../core/hash.ts';
import type { Passage } from '../../core/types.ts';
import { extractive, extractiveEngine } from '../../server/generate/extractive.ts';
import { quoteOf } from '../../server/generate/extractive-quotes.ts';
import { handbook, openShelf, type Shelf } from './answer-shelf.ts';

let shelf: Shelf;
beforeAll(async () => {
  shelf = await openShelf({
    ...handbook,
    'schema.sql':
      'CREATE TABLE customers (\n  id integer PRIMARY KEY,\n  email text NOT NULL\n);\n\nCREATE TABLE invoices (\n  id integer PRIMARY KEY,\n  due_date date\n);\n',
    'urlaub.md': '# Urlaub\n\nVollzeitkräfte erhalten 28 Tage Urlaub im Jahr. Der Antrag geht an die Leitung.\n',
  });
});
afterAll(() => shelf.close());

const ask = (question: string) => shelf.ask(extractive(shelf.deps.config), { question });

describe('an answer without a model', () => {
  test('is labelled, quotes the best sentence first, and proves each quote', async () => {
    const answer = await ask('How many days of annual leave do full-time staff get?');
    expect(answer.text.split('\n')[0]).toBe('From the documents, word for word:');
    expect(answer.text.split('\n')[2]).toBe('> Full-time staff get 28 days of annual leave a year. [1]');
    expect(answer.citations[0]).toMatchObject({
      source: 'leave.md',
      quote: 'Full-time staff get 28 days of annual leave a year.',
      status: 'verified',
    });
    for (const { source, start, end, quote, status } of answer.citations) {
      expect(status).toBe('verified');
      expect((await shelf.text(source)).slice(start, end)).toBe(quote);
    }
  });

  test('has one mark for each citation, at most three, from at most two documents', async () => {
    const { text, citations } = await ask('How many days of annual leave do full-time staff get?');
    expect([...text.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number))).toEqual(citations.map(({ number }) => number));
    expect(citations.length).toBeLessThanOrEqual(3);
    expect(new Set(citations.map(({ source }) => source)).size).toBeLessThanOrEqual(2);
  });

  test('is labelled in the language of the question', async () => {
    const answer = await ask('Wie viele Tage Urlaub erhalten Vollzeitkräfte im Jahr und an wen geht der Antrag?');
    expect(answer.text.startsWith('Wörtlich aus den Dokumenten:')).toBe(true);
    expect(answer.citations[0]?.source).toBe('urlaub.md');
  });

  test('shows the row of a table under its header, and cites the row', async () => {
    const answer = await ask('What is the price of the office chair?');
    expect(answer.text).toContain('```\nItem,Price,Stock\nOffice chair,320.00,4\n```\n[1]');
    expect(answer.citations[0]).toMatchObject({ quote: 'Office chair,320.00,4', place: { cells: expect.stringContaining('3') } });
  });

  test('shows a table definition whole', async () => {
    const answer = await ask('Which table holds the due_date of invoices?');
    expect(answer.text).toContain('CREATE TABLE invoices (\n  id integer PRIMARY KEY,\n  due_date date\n);');
    expect(answer.citations[0]?.place.table).toBe('invoices');
  });

  test('says file and lines above code, and above nothing else', async () => {
    expect((await ask('Which table holds the due_date of invoices?')).text).toContain('`schema.sql:6-9`\n\n```');
    expect((await ask('What is the price of the office chair?')).text).not.toContain('.csv:');
  });

  test('abstains when it is too unsure, with its confidence and the nearest passages', async () => {
    const answer = await ask('Which orchestra played at the wedding in Vienna?');
    expect(answer).toMatchObject({ outcome: 'closest', abstained: true, citations: [] });
    expect(answer.text).toBe(
      'I found no sentence that says this in your words (nowhere here: “orchestra”, “played”, “wedding”, “Vienna”). The closest:',
    );
    expect(answer.confidence).toBeLessThan(shelf.deps.config.abstainBelow);
    expect(answer.confidence).toBeGreaterThan(0);
    expect(answer.passages.length).toBeLessThanOrEqual(3);
  });

  test('does not count the person who asks as a name, nor "get" as a topic', async () => {
    const answer = await ask('How many days of annual leave do I get?');
    expect(answer.citations[0]?.quote).toContain('28 days');
    expect(answer.confidence).toBeGreaterThan(shelf.deps.config.abstainBelow);
  });

  test('is no heading while a sentence is there', async () => {
    const answer = await ask('What about remote work?');
    for (const { quote } of answer.citations) expect(quote).not.toMatch(/^#/);
  });

  test('says its confidence also when it answers', async () => {
    expect((await ask('How many days of annual leave do full-time staff get?')).confidence).toBeGreaterThan(0.5);
  });

  test('needs no network: its engine has no address and one model', async () => {
    const engine = extractiveEngine(shelf.deps.config);
    expect(engine.address).toBeNull();
    expect((await engine.discover(new AbortController().signal)).map(({ id }) => id)).toEqual(['extractive']);
  });
});

describe('a quote', () => {
  const passageOf = (text: string, start = 0): Passage => ({
    number: 1,
    documentId: documentIdOf('a'),
    source: 'a',
    title: '',
    span: { start, end: start + text.length },
    text,
    tokens: 1,
  });
  const quoted = (text: string, words: string, start = 0) => {
    const at = start + text.indexOf(words);
    return quoteOf(passageOf(text, start), { start: at, end: at + words.length });
  };

  test('of prose is one line, without list signs, and its own brackets are no marks', () => {
    const text = '- The leave [12]\n  is *long*. More.';
    expect(quoted(text, '- The leave [12]\n  is *long*.').text).toBe('> The leave \\[12] is *long*.');
  });

  test('of long code is the lines around the best one', () => {
    const code = Array.from({ length: 40 }, (_, index) => `  call${index}();`).join('\n');
    const quote = quoted(code, 'call20();', 100);
    expect(code.slice(quote.span.start - 100, quote.span.end - 100)).toBe(
      Array.from({ length: 9 }, (_, index) => `  call${index + 18}();`)
        .join('\n')
        .trim(),
    );
  });

  test('of code with fences has a longer fence', () => {
    expect(quoted('a();\ncall(```x```);\nb();', 'b();').text.startsWith('````\n')).toBe(true);
  });

  test('of a fenced example leaves out the fences', () => {
    expect(quoted('```js\nopen({ port: 1 })\n  .then(run)\n```', 'open({ port: 1 })').text).toBe(
      '```\nopen({ port: 1 })\n  .then(run)\n```\n',
    );
  });

  test('of a list with hanging lines is prose', () => {
    const text = '1. The server closes. New requests get a\n   header that says so,\n   according to its options.\n';
    expect(quoted(text, 'The server closes.').text).toBe('> The server closes.');
  });

  test('of one statement is code, and of one sentence with brackets is not', () => {
    expect(quoted('const note = object({ key: 1 });', 'const note').text).toContain('```\nconst note');
    expect(quoted('Leave (paid or not) is asked for; see below.', 'Leave (paid or not) is asked for; see below.').text).toMatch(/^> Leave/);
  });

  test('of the comment at the head of a file leaves out the imports below it', () => {
    const code = "/** Counts the tides. */\nimport { a } from './a.ts';\nimport { b } from './b.ts';\n";
    expect(quoted(code, 'Counts the tides.').text).toBe('```\n/** Counts the tides. */\n```\n');
    expect(quoted(code, "import { b } from './b.ts';").text).toContain("from './b.ts'");
  });

  test('of the head of a letter is no code', () => {
    const letter = 'From: Ada <ada@tide.example>\nTo: Bo <bo@tide.example>\nSubject: Tide moved';
    expect(quoted(letter, 'Subject: Tide moved').text).toBe('> Subject: Tide moved');
  });

  test('of a comment has no signs of a comment, and of a task no box', () => {
    expect(quoted('/** Whole texts,\n * word for word. */', '/** Whole texts,\n * word for word. */').text).toMatch(/Whole texts,/);
    expect(quoted('- [ ] Laptop from Maya', '- [ ] Laptop from Maya').text).toBe('> Laptop from Maya');
  });

  test('of a row in the middle of a table takes no other row for the header', () => {
    const rows = 'Lamp,49,1\nChair,320,4\nDesk,510,2\n';
    expect(quoted(rows, 'Desk,510,2', 100).text).toBe('```\nDesk,510,2\n```\n');
  });

  test('of a Markdown table shows the header', () => {
    const table = '| Item | Price |\n| --- | --- |\n| Lamp | 49 |\n| Chair | 320 |\n';
    expect(quoted(table, '| Chair | 320 |').text).toBe('```\n| Item | Price |\n| Chair | 320 |\n```\n');
  });

  test('of a row under a cut table takes the names of the columns that the passage knows of', () => {
    const row = '| Chair | `a|b` | 320 |';
    const passage = { ...passageOf(`${row}\n| Desk | - | 510 |\n`, 100), tableHead: '| Item | Code | Price |' };
    expect(quoteOf(passage, { start: 100, end: 100 + row.length }).text).toBe(`\`\`\`\n| Item | Code | Price |\n${row}\n\`\`\`\n`);
  });

  test('of a row whose cell holds a comma in quotation marks is one row', () => {
    const rows = 'code,item,price\nA0,"Chart, large",54\nA2,"Chart, small",19.50\n';
    expect(quoted(rows, 'A2,"Chart, small",19.50').text).toBe('```\ncode,item,price\nA2,"Chart, small",19.50\n```\n');
  });

  test('of a line in a long function stands under the signature, without the lines of its neighbours', () => {
    const body = Array.from({ length: 20 }, (_, index) => `  step${index}();`).join('\n');
    const code = `const run = () => {\n${body}\n  if (late) {\n    throw new Error('too late');\n  }\n};\nconst other = 1;`;
    const quote = quoted(code, "throw new Error('too late');");
    expect(quote).toMatchObject({ shape: 'code' });
    expect(quote.text).toBe("```\nconst run = () => {\n  …\n  if (late) {\n    throw new Error('too late');\n  }\n```\n");
    expect(code.slice(quote.span.start, quote.span.end)).toBe("if (late) {\n    throw new Error('too late');\n  }");
  });

  test('of a short function is the whole function with its comment, and no more', () => {
    const code = '/** Adds. */\nfunction add(a, b) {\n  return a + b;\n}\nfunction subtract(a, b) {\n  return a - b;\n}\n'.repeat(3);
    expect(quoted(code, 'return a + b;').text).toBe('```\n/** Adds. */\nfunction add(a, b) {\n  return a + b;\n}\n```\n');
  });

  test('of a sentence that ends in a colon takes its list along, and an item the sentence above it', () => {
    const text = 'Bring with you:\n\n- the keys\n- the alarm code\n\nThen sign.';
    expect(quoted(text, 'Bring with you:').text).toBe('> Bring with you:\n> - the keys\n> - the alarm code');
    expect(quoted(text, '- the alarm code').text).toBe('> Bring with you:\n> - the alarm code');
  });
});
