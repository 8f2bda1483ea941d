/** Every parser of the registry: fixtures with expected files, and the laws that all of them keep. */
import { describe, expect, test } from 'vitest';
import { AppError } from '../../core/errors.ts';
import type { ParseResult, Parser } from '../../core/ports.ts';
import type { ParsedDocument } from '../../core/types.ts';
import { headBytes, parserFor, parsers } from '../../ingest/parse/index.ts';
import { unsupportedByBytes, unsupportedByName } from '../../ingest/parse/unsupported.ts';
import { describeFixture, expectedFiles, type Fixture, fixturesOf, parseFixture } from '../fixtures/describe.ts';

/** Mutated files of one format, all fixtures together; a PDF costs some 20 ms, the others far less. */
const mutations = 240;

describe.each(parsers.map((parser) => [parser.name, parser] as const))('%s', (format, parser) => {
  const fixtures = fixturesOf(format);
  const expected = expectedFiles(format);

  test('has fixtures, and at least one of them is read', async () => {
    expect(fixtures.length, `test/fixtures/${format}/sources holds no file`).toBeGreaterThan(0);
    expect([...expected.keys()].some((name) => name.endsWith('.outline.txt'))).toBe(true);
  });

  test('claims extensions in lower case with their dot, and no extension of another format', () => {
    for (const extension of parser.extensions) {
      expect(extension).toMatch(/^\.[^.A-Z]+$/);
      expect(parsers.filter((other) => other.extensions.includes(extension)).map((other) => other.name)).toEqual([format]);
    }
  });

  test('none of its fixtures is refused or taken for another format, under any name of its kind', () => {
    const read = fixtures.filter(({ name }) => !expected.has(`${name}.fault.txt`));
    for (const { bytes } of read) {
      const head = bytes.subarray(0, headBytes);
      expect(unsupportedByBytes(head)).toBeNull();
      for (const extension of parser.extensions) expect(parserFor(`letter${extension}`, head)?.name, extension).toBe(format);
    }
    for (const extension of parser.extensions) expect(unsupportedByName(extension), `${extension} is listed in unsupported.ts`).toBeNull();
  });

  test('every expected file belongs to a fixture', () => {
    const known = (name: string): boolean => fixtures.some((fixture) => name.startsWith(`${fixture.name}.`));
    expect([...expected.keys()].filter((name) => !known(name))).toEqual([]);
  });

  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s gives what is expected, twice', async (name, fixture) => {
    const wanted = new Map([...expected].filter(([file]) => file.startsWith(`${name}.`)));
    expect(await describeFixture(fixture), 'run `node test/fixtures/expect.ts` and review the diff').toEqual(wanted);
    expect(await describeFixture(fixture)).toEqual(wanted);
  });

  test('mutated files give a lawful result or an AppError, and leave nothing behind', async () => {
    for (const mutated of mutationsOf(fixtures)) await expectLawful(parser, mutated);
  });
});

/** Reads a file by the parser itself, whatever its mutated head looks like. */
async function expectLawful(parser: Parser, fixture: Fixture): Promise<void> {
  let result: ParseResult;
  try {
    result = await parser.parse({ source: fixture.name, bytes: fixture.bytes });
  } catch (cause) {
    expect(cause, fixture.name).toBeInstanceOf(AppError);
    return;
  }
  if (result.document !== null) expectLaws(fixture.name, result.document);
}

describe('laws of a parsed document', () => {
  const all = parsers.flatMap((parser) => fixturesOf(parser.name));
  test.each(all.map((fixture) => [fixture.name, fixture] as const))('%s', async (name, fixture) => {
    const result = await parseFixture(fixture).catch((cause: unknown) => {
      expect(cause).toBeInstanceOf(AppError);
      return null;
    });
    if (result === null) return;
    expect(result.document !== null || result.inner.length + result.refused.length > 0, 'a result holds something').toBe(true);
    if (result.document !== null) expectLaws(name, result.document);
    const names = result.inner.map((inner) => inner.name);
    expect(new Set(names).size).toBe(names.length);
    for (const inner of names) expect(inner).not.toMatch(/^\/|(?:^|\/)\.\.(?:\/|$)|\\|[\u0000-\u001f]/);
  });
});

function expectLaws(name: string, { title, text, blocks, pageStarts, boxes, cells, warnings }: ParsedDocument): void {
  expect(title.trim(), name).not.toBe('');
  expect(title, name).not.toMatch(/\n/);
  expect(text.isWellFormed(), name).toBe(true);
  let end = 0;
  for (const { kind, span } of blocks) {
    expect(span.start, `${name}: blocks are in order`).toBeGreaterThanOrEqual(end);
    expect(span.end, `${name}: a block is not empty`).toBeGreaterThan(span.start);
    expect(text.slice(span.start, span.end).trim(), `${name}: ${kind}`).not.toBe('');
    end = span.end;
  }
  expect(end, name).toBeLessThanOrEqual(text.length);
  expect([...pageStarts], `${name}: pages ascend`).toEqual(pageStarts.toSorted((a, b) => a - b));
  expect(pageStarts[0] ?? 0, name).toBe(0);
  expect(pageStarts.at(-1) ?? 0, name).toBeLessThanOrEqual(text.length);
  for (const { span, page, width, height } of boxes) {
    expect(text.slice(span.start, span.end).trim(), `${name}: a box shows text`).not.toBe('');
    expect(page, name).toBeLessThanOrEqual(pageStarts.length);
    expect(Number.isFinite(width * height), name).toBe(true);
  }
  for (const { span } of cells) expect(span.end, name).toBeGreaterThanOrEqual(span.start);
  for (const warning of warnings) expect(warning, name).toMatch(/[.?]$/);
}

/** Seeded, so that a failure can be met again: bytes changed, stretches cut out, doubled or filled with zeros. */
function* mutationsOf(fixtures: readonly Fixture[]): Generator<Fixture> {
  let state = 20260101;
  const random = (below: number): number => {
    // Numerical Recipes' linear congruential generator.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let count = 0; count < mutations; count += 1) {
    const fixture = fixtures[count % fixtures.length];
    if (fixture === undefined) return;
    const bytes = Uint8Array.from(fixture.bytes);
    const from = random(bytes.length + 1);
    const to = Math.min(bytes.length, from + 1 + random(200));
    const kind = random(4);
    if (kind === 0) for (let flips = 1 + random(20); flips > 0; flips -= 1) bytes[random(bytes.length)] = random(256);
    if (kind === 3) bytes.fill(0, from, to);
    const changed =
      kind === 1
        ? Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
        : kind === 2
          ? Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)])
          : bytes;
    yield { name: fixture.name, bytes: new Uint8Array(changed) };
  }
}
