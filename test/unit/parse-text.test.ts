import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Parser } from '../../core/ports.ts';
import type { Block, ParsedDocument } from '../../core/types.ts';
import { code } from '../../ingest/parse/code.ts';
import { json } from '../../ingest/parse/json.ts';
import { markdown } from '../../ingest/parse/markdown.ts';
import { sql } from '../../ingest/parse/sql.ts';
import { plainText } from '../../ingest/parse/text.ts';
import { ini, toml } from '../../ingest/parse/toml.ts';
import { yaml } from '../../ingest/parse/yaml.ts';

const fixtures = join(import.meta.dirname, '../fixtures');

async function parsed(parser: Parser, source: string, content: string | Uint8Array): Promise<ParsedDocument> {
  const { document } = await parser.parse({ source, bytes: typeof content === 'string' ? Buffer.from(content) : content });
  if (document === null) throw new Error('a text format always gives a document');
  return document;
}

const fixture = (parser: Parser, format: string, name: string): Promise<ParsedDocument> =>
  parsed(parser, name, readFileSync(join(fixtures, format, 'sources', name)));

/** Blocks as a person reads them: "heading 1: Leave". */
const shown = (document: ParsedDocument, blocks: readonly Block[] = document.blocks): readonly string[] =>
  blocks.map((block) => {
    const detail = block.kind === 'heading' ? ` ${block.depth}` : block.kind === 'code' ? ` ${block.language}` : '';
    return `${block.kind}${detail}: ${document.text.slice(block.span.start, block.span.end).split(/\r?\n/)[0]}`;
  });

describe('Markdown', () => {
  it('finds every kind of block and takes its title from the front matter', async () => {
    const document = await fixture(markdown, 'markdown', 'handbook.md');
    expect(document.title).toBe('Leave at Tidewater');
    expect(shown(document)).toEqual([
      'code yaml: ---',
      'heading 1: # Leave',
      'prose: Everyone has **25 days** a year,',
      'heading 2: Carry-over',
      'prose: Up to five days, until 31 March.',
      'list: - Ask your lead.',
      'table: | Kind    | Days |',
      'prose: > Nobody works on the day of the regatta.',
      'code ts: ```ts',
      'code null:     indented code',
      'heading 2: ## اردو میں',
      'prose: ہر ملازم کو سال میں پچیس دن کی چھٹی ملتی ہے۔',
    ]);
  });

  it('keeps carriage returns, so that offsets are those of the file', async () => {
    const document = await fixture(markdown, 'markdown', 'crlf.md');
    expect(document.text).toBe(readFileSync(join(fixtures, 'markdown/sources/crlf.md'), 'utf8'));
    expect(shown(document)).toEqual(['heading 1: # Windows', 'prose: Lines end with', 'list: * one']);
  });

  it.each([
    ['# A *b* [c](https://x.example) `d` ##\n', 'A b c d'],
    ['![badge](x.svg)\n\n## Second\n\n# ![logo](y.png)\n\n# First real\n', 'First real'],
    ['no heading at all\n', 'a'],
    ['+++\ntitle = "From TOML"\n+++\n# Other\n', 'From TOML'],
  ])('gives %j the title %j', async (content, title) => {
    expect((await parsed(markdown, 'folder/a.md', content)).title).toBe(title);
  });

  it('lets a fence that never closes run to the end, and a comment that never closes be text', async () => {
    expect(shown(await parsed(markdown, 'a.md', '~~~\n# no heading\n'))).toEqual(['code null: ~~~']);
    expect(shown(await parsed(markdown, 'a.md', '<!-- open\n\n# Heading\n'))).toEqual(['prose: <!-- open', 'heading 1: # Heading']);
  });

  it('needs no more stack or time for a thousand levels than for one', async () => {
    const deep = Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level * 2)}- item`).join('\n');
    expect(shown(await parsed(markdown, 'a.md', `${'> '.repeat(20_000)}x\n\n${deep}\n`))).toHaveLength(2);
  });
});

describe('plain text', () => {
  it('finds underlined, numbered and shouted headings, and lists', async () => {
    const document = await fixture(plainText, 'text', 'report.txt');
    expect(document.title).toBe('Harbour Report 2025');
    expect(shown(document)).toEqual([
      'prose: Harbour Report 2025',
      'prose: Prepared by the harbour office.',
      'heading 1: 1. Summary',
      'prose: The year was calm. Ships came and went, and the',
      'heading 2: 2.1 Dredging',
      'list: - north basin, 4,200 cubic metres',
      'heading 1: NEXT STEPS',
      'prose: Call the engineer: 555 0199.',
      'heading 1: Appendix A',
      'heading 1: Figures follow',
      'prose: None yet.',
    ]);
  });

  it('reads the levels of reStructuredText from the order of its underlines', async () => {
    const document = await fixture(plainText, 'text', 'guide.rst');
    expect(shown(document).filter((line) => line.startsWith('heading'))).toEqual([
      'heading 1: Guide',
      'heading 2: Install',
      'heading 2: Remove',
    ]);
  });

  it('knows the headings of AsciiDoc and LaTeX', async () => {
    const document = await parsed(plainText, 'a.adoc', '= Title\n\n== Part\ntext below\n\n\\section{Method}\n');
    expect(document.title).toBe('Title');
    expect(shown(document)).toEqual(['heading 1: = Title', 'heading 2: == Part', 'prose: text below', 'heading 3: \\section{Method}']);
  });

  it('calls no sentence, no date and no log line a heading', async () => {
    const document = await parsed(plainText, 'a.log', 'It is done.\n\n2026-01-04 12:00 ERROR disk full\n\nOK\n\n12 ships\nand more\n');
    expect(shown(document).some((line) => line.startsWith('heading'))).toBe(false);
  });

  it('refuses a file of blanks, naming it', async () => {
    await expect(parsed(plainText, 'folder/a.txt', ' \r\n\t')).rejects.toMatchObject({
      code: 'file-empty',
      message: 'a.txt holds no text',
    });
  });
});

describe('source code', () => {
  it('gives each definition its block with its comment, and a long class one for each method', async () => {
    const document = await fixture(code, 'code', 'ledger.ts');
    expect(document.title).toBe('ledger.ts');
    expect(shown(document)).toEqual([
      'code typescript: /** Counts what is owed. */',
      'code typescript: /** Adds the tax. */',
      'code typescript: // One account and its entries. The class is long enough to be cut at its methods, because a reader who asks about one',
      'code typescript:   /** Puts an entry in. */',
      'code typescript:   // The sum of all entries, with tax, rounded to cents. Rounding comes last, so that many small entries do not',
      'code typescript:   async load(folder: string): Promise<void> {',
    ]);
    expect(document.text.slice(document.blocks.at(-1)?.span.start)).toMatch(/\}\n\}\n$/);
  });

  it('looks for no definition inside a long string', async () => {
    expect(shown(await fixture(code, 'code', 'tide.py'))).toEqual([
      'code python: """Tide tables.',
      'code python: import math',
      'code python: @cached',
      'code python: # The gauge in the north basin.',
    ]);
  });

  it.each([
    ['Dockerfile', '', 'dockerfile'],
    ['app/views/home.blade.php', '', 'blade'],
    ['bin/run', '#!/usr/bin/env python3\n', 'python'],
    ['CMakeLists.txt', '', 'cmake'],
    ['main.go', '', 'go'],
  ])('knows the language of %s', async (source, head, language) => {
    expect((await parsed(code, source, `${head}x = 1\n`)).blocks).toMatchObject([{ kind: 'code', language }]);
  });

  it('loses no line between first and last block but blank ones', async () => {
    const document = await fixture(code, 'code', 'ledger.ts');
    const covered = document.blocks.map((block) => document.text.slice(block.span.start, block.span.end)).join('\n');
    const visible = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');
    expect(visible(covered)).toEqual(visible(document.text));
  });
});

describe('JSON', () => {
  it('keeps small members together', async () => {
    const document = await fixture(json, 'json', 'service.json');
    expect(shown(document)).toEqual(['code json: "name": "tide-service",']);
  });

  it('makes sections of big members, and of the small ones beside them', async () => {
    const big = JSON.stringify({ first: 1, paths: { one: 'x'.repeat(800), two: 'y'.repeat(800) }, last: true }, null, 1);
    const document = await parsed(json, 'a.json', big);
    const headings = document.blocks.filter((block) => block.kind === 'heading');
    expect(shown(document, headings)).toEqual(['heading 1: "first"', 'heading 1: "paths"', 'heading 1: "last"']);
    expect(shown(document).at(-1)).toBe('code json: true');
  });

  it('takes each line of JSON Lines as a record, and allows comments', async () => {
    expect(shown(await fixture(json, 'json', 'settings.jsonc'))).toEqual(['code json: "strict": true']);
    const lines = `${JSON.stringify({ text: 'x'.repeat(700) })}\n`.repeat(3);
    expect((await parsed(json, 'a.jsonl', lines)).blocks).toHaveLength(3);
  });

  it('reads broken JSON as plain text and says where it broke', async () => {
    const document = await fixture(json, 'json', 'broken.json');
    expect(document.warnings).toEqual(['It is no valid JSON ("[" on line 1 is never closed): it was read as plain text.']);
    expect(shown(document)).toEqual(['prose: {"open": [1, 2']);
    expect((await parsed(json, 'a.json', '{"a": "x')).warnings[0]).toContain('a string that starts on line 1 never ends');
    expect((await parsed(json, 'a.json', '[1]\n}')).warnings[0]).toContain('"}" on line 2 closes nothing');
  });

  it('survives a million brackets', async () => {
    const million = 1_000_000;
    expect((await parsed(json, 'a.json', '['.repeat(million) + ']'.repeat(million))).blocks).toHaveLength(1);
  });

  it('reads a notebook as its cells, and one that is none as JSON', async () => {
    const document = await fixture(json, 'json', 'analysis.ipynb');
    expect(document.title).toBe('Tides in May');
    expect(document.text).toBe('# Tides in May\n\nRead from the gauge.\n\nprint(height)\n\n3.2 m');
    expect(shown(document)).toEqual([
      'heading 1: # Tides in May',
      'prose: Read from the gauge.',
      'code python: print(height)',
      'code null: 3.2 m',
    ]);
    expect(shown(await parsed(json, 'a.ipynb', '{"cells": 3}'))).toEqual(['code json: "cells": 3']);
    expect((await parsed(json, 'a.ipynb', '{"cells": [')).warnings).toHaveLength(1);
  });
});

describe('YAML', () => {
  it('keeps a small file together', async () => {
    expect((await fixture(yaml, 'yaml', 'stack.yaml')).blocks).toHaveLength(1);
  });

  it('makes sections of big keys, and reads no key inside a text', async () => {
    const small = readFileSync(join(fixtures, 'yaml/sources/stack.yaml'), 'utf8');
    const document = await parsed(yaml, 'a.yaml', small.replace('other: no key either', `other: ${'x'.repeat(900)}`));
    expect(shown(document)).toEqual([
      'heading 1: version:',
      'code yaml: "3"',
      'heading 1: services:',
      'heading 2: web:',
      'code yaml: image: harbour/web:1',
      'heading 2: gauge:',
      'code yaml: image: harbour/gauge:2',
      'code yaml: command: |',
      'heading 1: volumes:',
      'code yaml: - data',
    ]);
  });
});

describe('TOML and INI', () => {
  it('make a section of each table, and none of a bracket inside a text', async () => {
    expect(shown(await fixture(toml, 'toml', 'project.toml'))).toEqual([
      'code toml: title = "Tide"',
      'heading 1: [owner]',
      'code toml: name = "Ada"',
      'heading 1: [[berths]]',
      'code toml: length = 12 # metres',
    ]);
    expect(shown(await fixture(ini, 'ini', 'gauge.ini'))).toEqual([
      'code ini: ; gauge',
      'heading 1: [serial]',
      'code ini: port=COM1',
      'heading 1: [alarm]',
      'code ini: level=4.2',
    ]);
  });
});

describe('SQL', () => {
  it('makes a definition of each table and code of the rest, each span the statement itself', async () => {
    const document = await fixture(sql, 'sql', 'harbour.tsql.sql');
    expect(shown(document)).toEqual([
      'code sql: SET ANSI_NULLS ON',
      'definition: CREATE TABLE [dbo].[Berth](',
      'definition: CREATE TABLE [dbo].[Visit]([VisitId] [int] NOT NULL, [BerthId] [int] NULL)',
      'definition: CREATE TABLE [dbo].[Toll]([TollId] [int] NOT NULL)',
      'code sql: ALTER TABLE [dbo].[Visit]  WITH CHECK ADD  CONSTRAINT [FK_Visit_Berth] FOREIGN KEY([BerthId])',
    ]);
  });

  it('reads a file of queries as code', async () => {
    expect(shown(await fixture(sql, 'sql', 'queries.sql'))).toEqual(['code sql: SELECT berth_id, count(*) FROM visit GROUP BY berth_id;']);
  });
});
