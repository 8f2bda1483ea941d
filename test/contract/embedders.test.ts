import { afterEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import { openEmbedder } from '../../core/embed/index.ts';
import { prefixesFor } from '../../core/embed/prefixes.ts';
import type { Embedder, EmbedInput } from '../../core/ports.ts';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';

const opened: FakeModelServer[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

const soon = (): AbortSignal => AbortSignal.timeout(30_000);

function configFor(url: string, embedder: string): Config {
  return loadConfig({ flags: { data: 'unused', ollamaUrl: url, embedder }, environment: {} });
}

async function start(): Promise<{ readonly server: FakeModelServer; readonly embedder: Embedder }> {
  const server = await startFakeModelServer({ models: [fakeModels.embedding, fakeModels.e2b] });
  opened.push(server);
  const embedder = await openEmbedder(configFor(server.url, 'ollama:embeddinggemma'), soon());
  if (embedder === null) throw new Error('no embedder');
  return { server, embedder };
}

const input = (text: string): EmbedInput => ({ title: 'Lease', headings: [], text });
const similarity = (left: Float32Array, right: Float32Array): number =>
  left.reduce((sum, value, place) => sum + value * (right[place] ?? 0), 0);

describe('an embedder of Ollama', () => {
  test('makes one vector of length one for each text, in order', async () => {
    const { embedder } = await start();
    const texts = Array.from({ length: 70 }, (_, place) => input(`number ${place} of the list`));
    const vectors = await embedder.embedDocuments(texts, soon());
    expect(vectors.length).toBe(70);
    for (const vector of vectors) {
      expect(vector.length).toBe(embedder.dimensions);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    }
    const [third] = await embedder.embedDocuments(texts.slice(3, 4), soon());
    expect(vectors[3]).toEqual(third);
  });

  test('brings a question near the text that answers it', async () => {
    const { embedder } = await start();
    const [cats, rent] = await embedder.embedDocuments([input('cats sleep a lot'), input('rent is due in May')], soon());
    const question = await embedder.embedQuery('when is the rent due', soon());
    if (cats === undefined || rent === undefined) throw new Error('no vectors');
    expect(similarity(question, rent)).toBeGreaterThan(similarity(question, cats));
  });

  test('has an id that says kind, digest, dimensions and version of the prefixes', async () => {
    const { embedder } = await start();
    expect(embedder.id).toMatch(/^ollama:embeddinggemma@[0-9a-f]{12}\/768\/v1$/);
  });

  test('sends batches of 32, never lets a text be cut, and stays off the graphics card', async () => {
    const { server, embedder } = await start();
    const before = server.requests.length;
    await embedder.embedDocuments(
      Array.from({ length: 70 }, () => input('text')),
      soon(),
    );
    const sent = server.requests.slice(before).map(({ body }) => body);
    expect(sent.map(({ input: texts }) => (texts as string[]).length)).toEqual([32, 32, 6]);
    expect(sent.every(({ truncate, options }) => truncate === false && (options as { num_gpu: number }).num_gpu === 0)).toBe(true);
    expect(sent[0]).toMatchObject({ input: expect.arrayContaining(['title: Lease | text: text']) });
  });

  test('embeds all of a text that is too long for the model, and its neighbours as if nothing were', async () => {
    const { embedder } = await start();
    const long = `${'filler words here '.repeat(1_500)} marmalade`;
    const [short, whole] = await embedder.embedDocuments([input('short text'), input(long)], soon());
    const [alone] = await embedder.embedDocuments([input('short text')], soon());
    expect(short).toEqual(alone);
    if (whole === undefined) throw new Error('no vector');
    expect(similarity(await embedder.embedQuery('marmalade', soon()), whole)).toBeGreaterThan(0);
  });

  test('of no texts asks nobody', async () => {
    const { server, embedder } = await start();
    const before = server.requests.length;
    expect(await embedder.embedDocuments([], soon())).toEqual([]);
    expect(server.requests.length).toBe(before);
  });

  test('stops with its signal', async () => {
    const { embedder } = await start();
    await expect(embedder.embedQuery('x', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('that changes its dimensions while in use is refused', async () => {
    const { server, embedder } = await start();
    await server.close();
    const models = [{ ...fakeModels.embedding, dimensions: 256 }];
    const changed = await startFakeModelServer({ models, port: Number(new URL(server.url).port) });
    opened.push(changed);
    await expect(embedder.embedQuery('x', soon())).rejects.toMatchObject({ code: 'embedder-mismatch' });
  });
});

describe('opening an embedder', () => {
  test('gives none for lsa, and asks nobody', async () => {
    expect(await openEmbedder(configFor('http://127.0.0.1:9', 'lsa'), soon())).toBeNull();
  });

  test.each(['bge', 'ollama:', ''])('refuses a kind that does not exist: "%s"', async (kind) => {
    const config = { ...configFor('http://127.0.0.1:9', 'lsa'), embedder: kind };
    await expect(openEmbedder(config, soon())).rejects.toMatchObject({ code: 'config-invalid' });
  });

  test('names a model that is not installed, one that cannot embed, and a server that is down', async () => {
    const { server } = await start();
    await expect(openEmbedder(configFor(server.url, 'ollama:bge-m3'), soon())).rejects.toMatchObject({ code: 'model-unknown' });
    await expect(openEmbedder(configFor(server.url, 'ollama:gemma4:e2b'), soon())).rejects.toMatchObject({ code: 'model-failed' });
    await expect(openEmbedder(configFor('http://127.0.0.1:9', 'ollama:x'), soon())).rejects.toMatchObject({ code: 'model-unreachable' });
  });
});

test.each([
  ['embeddinggemma:300m', 'task: search result | query: why', 'title: T > H | text: body'],
  ['qwen3-embedding:0.6b', 'Instruct: Given a question, retrieve passages of documents that answer it\nQuery:why', 'T > H\nbody'],
  ['nomic-embed-text', 'search_query: why', 'search_document: T > H\nbody'],
  ['team/mxbai-embed-large', 'Represent this sentence for searching relevant passages: why', 'T > H\nbody'],
  ['bge-m3', 'why', 'T > H\nbody'],
])('%s is given what its model card asks for', (model, query, document) => {
  const prefixes = prefixesFor(model);
  expect(prefixes.query('why')).toBe(query);
  expect(prefixes.document({ title: 'T', headings: ['H'], text: 'body' })).toBe(document);
});
