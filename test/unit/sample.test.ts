import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ParsedDocument } from '../../core/types.ts';
import { headBytes, parserFor } from '../../ingest/parse/index.ts';

const folder = join(import.meta.dirname, '../../data/sample');
const evidence = z.object({ source: z.string(), quote: z.string() });
const question = z.strictObject({
  id: z.string(),
  question: z.string().min(10),
  answers: z.array(z.string().min(1)),
  source: z.string().nullable(),
  quote: z.string().nullable(),
  also: z.array(evidence),
  answerable: z.boolean(),
  lang: z.enum(['en', 'ur']),
  kinds: z.array(z.string()),
});

const questions = readFileSync(join(folder, '../eval/sample.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => question.parse(JSON.parse(line)));
/** `figure` counts rows, different things in a column, or places; `word` is what a scan looks for, so that its documents can be told by a plain search. */
const everything = z.strictObject({
  id: z.string(),
  question: z.string(),
  figure: z.int(),
  by: z.enum(['rows', 'scan']),
  sources: z.array(z.string()),
  word: z.string().nullable(),
});
const everythingQuestions = readFileSync(join(folder, '../eval/sample-everything.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => everything.parse(JSON.parse(line)));
const sources = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(folder.length + 1)
      .split(sep)
      .join('/'),
  );

const documents = new Map<string, { readonly format: string; readonly document: ParsedDocument }>();

beforeAll(async () => {
  for (const source of sources) {
    const bytes = readFileSync(join(folder, source));
    const parser = parserFor(source, bytes.subarray(0, headBytes));
    const document = (await parser?.parse({ source, bytes }))?.document;
    if (parser && document) documents.set(source, { format: parser.name, document });
  }
});

describe('the sample collection', () => {
  it('is read whole, without a warning', () => {
    expect([...documents.keys()]).toEqual(sources);
    expect([...documents.values()].flatMap(({ document }) => document.warnings)).toEqual([]);
  });

  it('shows every kind of file that an office has', () => {
    const formats = new Set([...documents.values()].map(({ format }) => format));
    expect([...formats].sort()).toEqual(['code', 'csv', 'docx', 'email', 'html', 'markdown', 'pdf', 'sql', 'text']);
  });

  it('defines its tables so that keys point at columns that exist', () => {
    const definitions = (documents.get('database/schema.sql')?.document.blocks ?? []).flatMap((block) =>
      block.kind === 'definition' ? [block.definition] : [],
    );
    const columns = new Set(definitions.flatMap((table) => table.columns.map((column) => `${table.name}.${column.name}`)));
    const keys = definitions.flatMap((table) =>
      table.foreignKeys.flatMap((key) => key.referencedColumns.map((name) => `${key.table}.${name}`)),
    );
    expect(definitions.map(({ name }) => name)).toContain('overdue_invoices');
    expect(keys.length).toBeGreaterThan(6);
    expect(keys.filter((key) => !columns.has(key))).toEqual([]);
  });
});

describe('the questions about the sample', () => {
  it('are forty, eight of them without an answer, four across kinds of files, some in Urdu', () => {
    expect(questions).toHaveLength(40);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(40);
    expect(questions.filter(({ answerable }) => !answerable)).toHaveLength(8);
    expect(questions.filter(({ kinds }) => kinds.length > 1).length).toBeGreaterThanOrEqual(4);
    expect(questions.filter(({ lang, answerable }) => lang === 'ur' && answerable).length).toBeGreaterThanOrEqual(3);
  });

  it.each(questions.filter(({ answerable }) => answerable))(
    '$id: every quote is a slice of its source',
    ({ source, quote, also, answers, kinds }) => {
      const quotes = [{ source: source ?? '', quote: quote ?? '' }, ...also];
      const missing = quotes.filter((one) => one.quote === '' || documents.get(one.source)?.document.text.includes(one.quote) !== true);
      expect(missing).toEqual([]);
      expect(answers.length).toBeGreaterThan(0);
      expect(kinds).toEqual(expect.arrayContaining(quotes.map((one) => documents.get(one.source)?.format)));
    },
  );

  it.each(questions.filter(({ answerable }) => !answerable))('$id: a question without an answer names no source', (one) => {
    expect(one).toMatchObject({ source: null, quote: null, answers: [], also: [], kinds: [] });
  });
});

describe('the questions about everything', () => {
  it('are asked of rows and of texts, some without anything to find', () => {
    expect(everythingQuestions.filter(({ by }) => by === 'rows').length).toBeGreaterThanOrEqual(5);
    expect(everythingQuestions.filter(({ figure }) => figure === 0).length).toBeGreaterThanOrEqual(2);
  });

  it.each(everythingQuestions.filter(({ by }) => by === 'scan'))('$id: names all documents that hold the word, and no other', (one) => {
    const word = (one.word ?? '').toLowerCase();
    expect(sources.filter((source) => documents.get(source)?.document.text.toLowerCase().includes(word)).toSorted()).toEqual(one.sources);
  });
});
