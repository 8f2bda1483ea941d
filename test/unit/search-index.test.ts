import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import { sha256 } from '../../core/hash.ts';
import type { CollectionReader, CollectionWriter } from '../../core/ports.ts';
import { checkCollection, createCollection, openReader, openWriter } from '../../core/store/index.ts';
import { analyzeChunk } from '../../core/text/analyze.ts';
import type { DocumentId, ParsedDocument } from '../../core/types.ts';
import { chunkDocument } from '../../ingest/chunk/index.ts';
import { searchable } from '../../server/search/search.ts';
import { fusionWeights } from '../../server/search/weights.ts';

let config: Config;
let writer: CollectionWriter;

beforeEach(() => {
  config = loadConfig({ flags: { data: mkdtempSync(join(tmpdir(), 'carrel-index-')) }, environment: {} });
  createCollection(config, 'books');
  writer = openWriter(config, 'books');
});

afterEach(() => {
  writer.close();
  rmSync(config.data, { recursive: true, force: true });
});

function save(source: string, text: string, language = 'en', format = 'text'): DocumentId {
  const parsed: ParsedDocument = { title: '', text, blocks: [], pageStarts: [], boxes: [], cells: [], warnings: [] };
  const chunks = chunkDocument(parsed);
  const terms = chunks.map(({ span, headings }) => analyzeChunk({ title: '', headings, text: text.slice(span.start, span.end), language }));
  const kept = { kind: 'bytes', bytes: new TextEncoder().encode(text) } as const;
  return writer.save(
    { source, origin: '', hash: sha256(text), sizeBytes: text.length, kept },
    { parsed, format, language, chunks, terms, recipe: 'test' },
  );
}

const finish = (): void => writer.finishIndex(() => undefined);
const weights = fusionWeights(loadConfig({ flags: {}, environment: {} }));

function found(question: string, reader: CollectionReader = writer): readonly string[] {
  return searchable(reader, weights)
    .search(question, 20, null)
    .hits.map(({ source }) => source);
}

// More words than the space has directions, else it would keep them all apart.
const wordsOfTopic = 80;
const topics = ['ship', 'oven', 'court', 'rocket'];

/** Texts of eight words of one topic each. */
function saveTopics(count: number): void {
  writer.batch(() => {
    for (let index = 0; index < count; index += 1) {
      const topic = topics[index % topics.length] ?? '';
      const words = Array.from(
        { length: 8 },
        (_, at) => `${topic}${letters(((index >> 2) * 37 + at * at * 11 + at * index) % wordsOfTopic)}`,
      );
      save(`text-${index}`, `${words.join(' ')} number${letters(index)}`);
    }
  });
}

/** A number in letters, so that it is not split off its word. */
function letters(number: number): string {
  return [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
}

describe('words', () => {
  test('a document is found by an inflected and by a misspelt word, before and after the index is finished', () => {
    save('leave', 'Employees are entitled to thirty days of parental leave.');
    save('pay', 'Salaries are paid at the end of the month.');
    for (const step of [() => undefined, finish]) {
      step();
      expect(found('entitlement of an employee')[0]).toBe('leave');
      expect(found('sallaries')[0]).toBe('pay');
    }
  });

  test('a word that every document holds still tells them apart by how often', () => {
    save('once', 'The invoice is here with many other words about other things.');
    save('often', 'Invoice, invoice, invoice.');
    expect(found('invoice')).toEqual(['often', 'once']);
  });

  test('a word of everyday speech, rare as it may be, does not outweigh what the question is about', () => {
    for (const other of ['lamp', 'bridge', 'garden', 'window']) save(other, `A ${other} is cheap.`);
    for (const month of ['May', 'June']) save(`rent ${month}`, `The ${month} rent was paid to the bank on the fifth.`);
    save('kept', 'Keep what you keep, and keep it.');
    expect(found('Where do you keep the rent?')[0]).toMatch(/^rent/);
    expect(found('What is kept?')).toEqual(['kept']);
  });

  test('a reader that is open sees what was saved and what was removed', () => {
    const reader = openReader(config, 'books');
    expect(found('walrus', reader)).toEqual([]);
    const id = save('sea', 'A walrus lay on the ice.');
    expect(found('walrus', reader)).toEqual(['sea']);
    finish();
    expect(found('walrus', reader)).toEqual(['sea']);
    writer.remove(id);
    expect(found('walrus', reader)).toEqual([]);
    reader.close();
  });

  test('a replaced document is found by its new words only', () => {
    save('note', 'The meeting is in Lisbon.');
    finish();
    save('note', 'The meeting is in Tromso.');
    expect(found('Lisbon')).toEqual([]);
    expect(found('Tromso')).toEqual(['note']);
    finish();
    expect(found('Lisbon')).toEqual([]);
    expect(found('Tromso')).toEqual(['note']);
  });

  test('what a failed batch wrote is not found', () => {
    save('kept', 'A heron stood still.');
    expect(() =>
      writer.batch(() => {
        save('lost', 'A heron flew away.');
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(found('heron')).toEqual(['kept']);
  });

  test('merging segments changes no result', () => {
    saveTopics(30);
    for (let index = 0; index < 12; index += 1) {
      save(`extra-${index}`, `The ${['red', 'green', 'blue'][index % 3]} kite number${letters(index)} in the wind.`);
      finish();
    }
    const before = ['shipa', 'kite', 'green kite', 'numberh'].map((question) => found(question));
    expect(before.every((sources) => sources.length > 0)).toBe(true);
    save('last', 'Something else entirely.');
    finish();
    expect(['shipa', 'kite', 'green kite', 'numberh'].map((question) => found(question))).toEqual(before);
    expect(checkCollection(config, 'books')).toEqual([]);
  });

  test('a word of a second language of the collection is found by its own inflection', () => {
    save('en', 'The house of the president.', 'en');
    save('de', 'Die Häuser an der Straße wurden verkauft.', 'de');
    expect(found('Haus')[0]).toBe('de');
  });
});

describe('removal', () => {
  test('no byte of a removed word is left in the file', () => {
    const id = save('secret', 'The codeword is Zanzibarium, whisper Zanzibarium.');
    save('open', 'Nothing to hide here.');
    finish();
    writer.remove(id);
    finish();
    writer.compact();
    writer.close();
    const path = join(config.data, 'collections', 'books.carrel');
    const bytes = readFileSync(path).toString('latin1').toLowerCase();
    expect(bytes).toContain('hide');
    expect(bytes).not.toContain('zanzi');
  });
});

describe('vectors', () => {
  test('a text is found by a word that it does not hold but that keeps the same company', () => {
    saveTopics(400);
    for (let index = 0; index < 40; index += 1) {
      save(
        `road-${index}`,
        `The ${index % 20 === 0 ? 'automobile' : 'car'} has an engine, a brake, a tyre, a clutch, a bonnet, a wheel, a gear and a windscreen.`,
      );
    }
    finish();
    expect(writer.servingEmbedder()).toBe('lsa');
    const { vector } = writer.legs('automobile', 40, null);
    const texts = writer
      .chunksById(vector.map(({ id }) => id))
      .map(({ documentId, span }) => writer.slice(documentId, span.start, span.end));
    expect(texts.filter((text) => text.includes(' car '))).toHaveLength(38);
  });

  test('a tiny collection has no vectors, and word and trigram hold all the weight', () => {
    save('one', 'The harbour is closed.');
    finish();
    expect(writer.servingEmbedder()).toBeNull();
    expect(searchable(writer, weights).search('harbour', 5, null).hits[0]?.score).toBeCloseTo(1);
  });

  test('a test that repeats what it tests stands behind it, unless tests are asked for', () => {
    save('lib/tide.js', 'function tide(place) { return tide(place) }', 'en', 'code');
    save('test/tide.js', 'tide(place), tide(place), tide(place), tide(place)', 'en', 'code');
    save('docs/sea.md', `${'A long page on the sea and its fish. '.repeat(8)}The tide is one of many things.`);
    finish();
    expect(found('Where is the tide?').slice(0, 2)).toEqual(['lib/tide.js', 'test/tide.js']);
    expect(found('Where are the tests of the tide?').slice(0, 2)).toEqual(['test/tide.js', 'lib/tide.js']);
  });

  test('chunks that come later get their place in the space', () => {
    saveTopics(240);
    finish();
    save('later', 'shipba shipbb shipbc');
    finish();
    expect(Number(writer.legs('shipba shipbb shipbc', 5, null).vector[0]?.id)).toBe(241);
    expect(checkCollection(config, 'books')).toEqual([]);
  });

  test('a model serves once every chunk has its vector, and removed chunks lose theirs', () => {
    const first = save('one', 'The harbour is closed.');
    save('two', 'The bread is fresh.');
    const todo = writer.withoutVectors('ollama:test', 10);
    expect(todo.map(({ input }) => input.text)).toEqual(['The harbour is closed.', 'The bread is fresh.']);
    const vectors = todo.map(({ id }, index) => ({ id, vector: Float32Array.of(1 - index, index, 0, 0) }));
    writer.saveVectors('ollama:test', 4, vectors.slice(0, 1));
    expect(writer.servingEmbedder()).toBeNull();
    writer.saveVectors('ollama:test', 4, vectors.slice(1));
    expect(writer.servingEmbedder()).toBe('ollama:test');
    expect(writer.withoutVectors('ollama:test', 10)).toEqual([]);
    expect(writer.legs('', 5, Float32Array.of(0, 1, 0, 0)).vector[0]?.id).toBe(todo[1]?.id);
    writer.remove(first);
    expect(writer.legs('', 5, Float32Array.of(1, 0, 0, 0)).vector.map(({ id }) => id)).toEqual([todo[1]?.id]);
  });

  test('a vector of another size is refused with the name of the embedder', () => {
    save('one', 'The harbour is closed.');
    const [{ id } = { id: 0 as never }] = writer.withoutVectors('ollama:test', 1);
    writer.saveVectors('ollama:test', 4, [{ id, vector: Float32Array.of(1, 0, 0, 0) }]);
    const wrong = { code: 'embedder-mismatch', message: expect.stringContaining('ollama:test') };
    expect(() => writer.legs('harbour', 5, Float32Array.of(1, 0))).toThrow(expect.objectContaining(wrong));
    expect(() => writer.saveVectors('ollama:test', 2, [{ id, vector: Float32Array.of(1, 0) }])).toThrow(expect.objectContaining(wrong));
  });

  test('the vectors of a model have a share of their own, which those learned here have not', () => {
    save('words', 'The harbour is closed.');
    save('meaning', 'Boats may not enter.');
    const todo = writer.withoutVectors('ollama:test', 2);
    const axes = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    writer.saveVectors(
      'ollama:test',
      2,
      todo.flatMap(({ id }, place) => ({ id, vector: axes[place] ?? Float32Array.of() })),
    );
    const onlyModel = fusionWeights(loadConfig({ flags: { weightModel: '1' }, environment: {} }));
    const first = (vector: Float32Array | null) => searchable(writer, onlyModel).search('harbour', 2, vector).hits[0]?.source;
    expect([first(null), first(Float32Array.of(0, 1))]).toEqual(['words', 'meaning']);
  });

  test('a vector of zeros is nobody’s neighbour and breaks no order', () => {
    saveTopics(240);
    finish();
    expect(writer.legs('zzzz', 5, null).vector).toEqual([]);
    for (const { score } of writer.legs('shipba', 300, null).vector) expect(Number.isFinite(score)).toBe(true);
  });
});

test('no question throws, and none that holds a known word finds nothing', () => {
  save('one', 'The harbour is closed in winter.');
  const noise = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 50 }),
    fc.constantFrom('"', "'", '*', 'NOT', ' AND ', ' OR ', 'NEAR(', ')', '^', ':', '-', '--', '\0', '\ud800', '%', '{', 'C++', 'foo.bar'),
  );
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 12 }), (pieces) => {
      expect(found(pieces.join(''))).toBeDefined();
      expect(found(`${pieces.join(' ')} harbour`)).toEqual(['one']);
    }),
    { numRuns: 200 },
  );
  expect(found(`harbour ${'x" OR '.repeat(20_000)}`)).toEqual(['one']);
});

describe('results', () => {
  test('a passage that a document repeats is shown once, the same passage in another document is shown too', () => {
    const notice = `${'Confidential notice of the sender to the reader of this message. '.repeat(14)}\n\n`;
    save('a', notice.repeat(5));
    save('b', notice);
    const sources = found('confidential notice');
    expect(sources.filter((source) => source === 'a').length).toBeLessThan(writer.summary().chunks - 1);
    expect(sources).toContain('b');
  });

  test('each hit slices to its text and carries where it is', () => {
    save('a', `${'First sentence about nothing. '.repeat(60)}The gate opens at nine.`);
    const [hit] = searchable(writer, weights).search('When does the gate open?', 1, null).hits;
    expect(hit?.text).toContain('gate opens at nine');
    expect(hit && writer.slice(hit.documentId, hit.span.start, hit.span.end)).toBe(hit?.text);
  });

  test('a question whose words are all there is covered, one of strange words is not', () => {
    save('a', 'The gate opens at nine.');
    save('b', 'Dogs are not allowed.');
    const coverage = (question: string): number => searchable(writer, weights).search(question, 5, null).confidence.coverage;
    expect(coverage('gate opens')).toBe(1);
    expect(coverage('gate of the quantum chromodynamics')).toBeLessThan(0.5);
    expect(coverage('')).toBe(0);
  });
});
