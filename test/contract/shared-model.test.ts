/** People who share one model that holds one prefix: how often the documents are read again, and what happens when things break. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import type { GenerateEvent, GenerateRequest, Generator } from '../../core/ports.ts';
import { countTokens } from '../../core/tokens/index.ts';
import { inLine, lineOf } from '../../server/generate/line/in-line.ts';
import { mostOvertaking } from '../../server/generate/line/turns.ts';
import { openaiEngine } from '../../server/generate/openai.ts';
import { type FakeModelServer, type FakeModelServerOptions, startFakeModelServer } from '../fake-model-server/index.ts';

const data = mkdtempSync(join(tmpdir(), 'carrel-shared-model-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const opened: FakeModelServer[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

let models = 0;
/** So that no test hangs for longer than this. */
const soon = (): AbortSignal => AbortSignal.timeout(30_000);

interface Shared {
  readonly server: FakeModelServer;
  readonly generator: Generator;
  /** The key of its line. */
  readonly key: string;
}

/** llama-server: the one that tells how much of a prompt it still held. */
async function share(options: FakeModelServerOptions = {}): Promise<Shared> {
  const server = await startFakeModelServer({ flavour: 'llama-server', ...options });
  opened.push(server);
  const config = loadConfig({ flags: { data, openaiUrl: server.url, contextTokens: '32768' }, environment: {} });
  const engine = openaiEngine(config);
  const [model] = await engine.discover(soon());
  if (model === undefined) throw new Error('nothing discovered');
  const key = `shared ${++models}`;
  return { server, generator: inLine(key, engine.open({ ...model, id: `${model.id}-${models}` })), key };
}

const corpora: Readonly<Record<string, string>> = Object.fromEntries(
  ['a', 'b'].map((name) => [name, Array.from({ length: 80 }, (_, line) => `Line ${line} of ${name}: the lease ends in May.\n`).join('')]),
);

function about(collection: string, question: string): GenerateRequest {
  const prefix = corpora[collection] ?? '';
  const prompt = { system: 'Answer.', prefix, history: [], question, tokens: countTokens(prefix) + countTokens(question) + 30 };
  return { question, passages: [], outcome: null, prompt, maxOutputTokens: 50 };
}

/** One question; the share of the prompt that was still held. */
async function ask({ generator }: Shared, collection: string, question: string): Promise<number> {
  const events: readonly GenerateEvent[] = await Array.fromAsync(generator.generate(about(collection, question), soon()));
  const end = events.at(-1);
  if (end?.type !== 'end') throw new Error('no end');
  return (end.usage.cachedTokens ?? 0) / (end.usage.promptTokens ?? 1);
}

const fullReadings = (shares: readonly number[]): number => shares.filter((share) => share < 0.5).length;

describe('four people and two collections', () => {
  test('who all ask at once read each collection once', async () => {
    const shared = await share();
    const questions = [1, 2, 3, 4].flatMap((person) => ['a', 'b'].map((collection) => [person, collection] as const));
    const shares = await Promise.all(questions.map(([person, collection]) => ask(shared, collection, `Question of ${person}?`)));
    console.info(`8 questions at once, a b a b …: ${fullReadings(shares)} full readings (in order of arrival: 8)`);
    expect(fullReadings(shares)).toBe(2);
    expect(shares.filter((share) => share > 0.9).length).toBe(6);
  });

  test('who ask again and again change the collection no more often than fairness wants', async () => {
    const shared = await share();
    const each = 6;
    const people = ['a', 'b', 'a', 'b'].map(async (collection, person) => {
      const shares: number[] = [];
      for (let count = 0; count < each; count++) shares.push(await ask(shared, collection, `Question ${count} of ${person}?`));
      return shares;
    });
    const shares = (await Promise.all(people)).flat();
    const allowed = Math.ceil(shares.length / (mostOvertaking + 1));
    console.info(
      `24 questions of 4 people, 2 on each: ${fullReadings(shares)} full readings, ${allowed} allowed (in order of arrival: 24)`,
    );
    expect(fullReadings(shares)).toBeLessThanOrEqual(allowed);
  });
});

describe('a place in the line', () => {
  test('is given back by everyone who leaves, whether waiting or served, and the others are answered', async () => {
    const shared = await share({ fault: 'hang-mid-stream' });
    const [served, waiting] = [new AbortController(), new AbortController()];
    const gone = [served, waiting].map(({ signal }) => Array.fromAsync(shared.generator.generate(about('a', 'When?'), signal)));
    const patient = ask(shared, 'b', 'And when?');
    await shared.server.until((requests) => requests.some(({ path }) => path === '/v1/chat/completions'));
    shared.server.setFault(null);
    waiting.abort();
    await expect(gone[1]).rejects.toMatchObject({ code: 'cancelled' });
    served.abort();
    await expect(gone[0]).rejects.toMatchObject({ code: 'cancelled' });
    expect(await patient).toBeLessThan(0.5);
    expect(lineOf(shared.key).people()).toBe(0);
  });

  test('is given back when the reader of an answer just stops reading', async () => {
    const shared = await share({ fault: 'hang-mid-stream' });
    for await (const event of shared.generator.generate(about('a', 'When?'), soon())) if (event.type === 'text') break;
    shared.server.setFault(null);
    await ask(shared, 'a', 'And when?');
    expect(lineOf(shared.key).people()).toBe(0);
  });

  test('is not lost when the model server dies: who is served is told, who waits is answered by the next one', async () => {
    const shared = await share({ fault: 'hang-mid-stream' });
    const served = Array.fromAsync(shared.generator.generate(about('a', 'When?'), soon()));
    const waits = ask(shared, 'a', 'And when?');
    await shared.server.until((requests) => requests.some(({ path }) => path === '/v1/chat/completions'));
    const port = Number(new URL(shared.server.url).port);
    const failed = expect(served).rejects.toMatchObject({ code: 'model-stream-broken' });
    await shared.server.close();
    opened.push(await startFakeModelServer({ flavour: 'llama-server', port }));
    await failed;
    // The new one had read nothing.
    expect(await waits).toBeLessThan(0.5);
    expect(lineOf(shared.key).people()).toBe(0);
  });
});
