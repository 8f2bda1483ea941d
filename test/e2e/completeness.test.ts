/** Questions about everything, as people ask them: over HTTP and on the command line, with and without a model. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../core/types.ts';
import { startFakeModelServer } from '../fake-model-server/index.ts';
import { type ChatMessage, fakeModels } from '../fake-model-server/model.ts';
import { lastJson, runCarrel } from './run-carrel.ts';
import { createCollection, parseEvents, post, type Running, startServer, upload } from './running.ts';

interface Everything {
  readonly id: string;
  readonly question: string;
  readonly figure: number;
  readonly by: 'rows' | 'scan';
  readonly sources: readonly string[];
}

const data = join(import.meta.dirname, '../../data');
const questions = readFileSync(join(data, 'eval/sample-everything.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Everything);

function sampleFiles(): Readonly<Record<string, Uint8Array<ArrayBuffer>>> {
  const folder = join(data, 'sample');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.map((path) => [
      path
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
      new Uint8Array(readFileSync(path)),
    ]),
  );
}

const small = 'gemma4:e2b';
const parts: string[] = [];

/** Copies lines with "Curlew" from a part, and says then how many there are. */
function reply(messages: readonly ChatMessage[]): string {
  const prompt = messages.map(({ content }) => content).join('\n');
  const passages = prompt.slice(prompt.indexOf('<document'), prompt.lastIndexOf('</document>')).split(/\n(?=\[\d+\]\n)/);
  const numberOf = (passage: string): string => /^\[(\d+)\]/.exec(passage)?.[1] ?? '';
  if (!prompt.includes('copy out what concerns')) {
    const crew = passages.find((passage) => passage.includes('a crew of two')) ?? '';
    return `An additional survey day is with the Curlew and a crew of two [${numberOf(crew)}].`;
  }
  parts.push(prompt);
  const found = passages.flatMap((passage) => {
    const number = numberOf(passage);
    return passage
      .split('\n')
      .filter((line) => line.includes('Curlew') && number !== '')
      .map((line) => `[${number}] ${line}`);
  });
  return found.length === 0 ? 'NONE' : found.join('\n');
}

let server: Running;
let model: Awaited<ReturnType<typeof startFakeModelServer>>;
beforeAll(async () => {
  model = await startFakeModelServer({ flavour: 'ollama', models: [fakeModels.e2b], reply });
  server = await startServer({ ollamaUrl: model.url, contextTokens: '8192', retrieveTokens: '1500' });
  await createCollection(server, 'sample');
  await upload(server, 'sample', sampleFiles());
}, 60_000);
afterAll(async () => {
  await server.stop();
  await model.close();
});

async function asked(question: string, body: Readonly<Record<string, string>>): Promise<Answer> {
  const response = await post(server, '/api/collections/sample/answers', { question, ...body });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

describe('without a model', () => {
  test.each(questions)('$id: everything is found, counted and cited over HTTP', async ({ question, figure, by, sources }) => {
    const { text, citations, receipt, plan } = await asked(question, { model: 'extractive' });
    expect(plan.mode).toBe('scan');
    expect(citations.every(({ status }) => status === 'verified')).toBe(true);
    const cited = [...new Set(citations.map(({ source }) => source))].toSorted();
    if (by === 'rows') {
      expect(text.startsWith(`**${figure}** `)).toBe(true);
      expect(receipt.sql).toContain('SELECT');
      expect(cited).toEqual(sources);
      return;
    }
    expect(receipt.sections?.total).toBeGreaterThan(20);
    expect(receipt.sections?.read).toBe(receipt.sections?.total);
    if (figure > 0) expect(text).toContain(`${figure} places in ${sources.length} documents`);
    expect(cited).toEqual(sources);
  });

  test('the command line tells what was read, and the rows that were asked', async () => {
    const options = ['--collection', 'sample', '--model', 'extractive'];
    const read = await runCarrel(['ask', 'List all places where the Curlew is mentioned.', ...options], server.data);
    expect(read.status).toBe(0);
    expect(read.stdout).toMatch(/^14 places in 11 documents hold “Curlew”/);
    expect(read.stdout).toMatch(/Read (\d+) of \1 sections\./);
    const counted = await runCarrel(['ask', 'How many products are in the price list?', ...options], server.data);
    expect(counted.stdout).toContain('Asked of the rows: SELECT count(DISTINCT "item") FROM "price_list_2026"');
    const json = await runCarrel(['ask', 'Is there any mention of helicopters?', ...options, '--json'], server.data);
    expect(lastJson(json.stdout)).toMatchObject({ abstained: true, plan: { mode: 'scan' } });
  });
});

describe('with a model that cannot read everything at once', () => {
  test('each section is read once, progress is told, and the answer rests on what was copied', async () => {
    parts.length = 0;
    const response = await post(
      server,
      '/api/collections/sample/answers',
      { question: 'List all places where the Curlew is mentioned.', model: small },
      { accept: 'text/event-stream' },
    );
    const events = parseEvents(await response.text());
    expect(events.at(-1)?.name).toBe('answer-end');
    const { answer } = (events.at(-1)?.data ?? {}) as { readonly answer: Answer };
    expect(answer.plan.mode).toBe('scan');
    expect(parts.length).toBeGreaterThan(3);
    expect(answer.receipt.sections?.read).toBe(answer.receipt.sections?.total);
    const reading = events.filter(({ name, data: event }) => name === 'progress' && (event as { phase: string }).phase === 'reading');
    expect(reading.some(({ data: event }) => (event as { done: number }).done === answer.receipt.sections?.total)).toBe(true);
    const sources = questions.find(({ id }) => id === 'curlew')?.sources;
    expect([...new Set(answer.passages.map(({ source }) => source))].toSorted()).toEqual(sources);
    expect(answer.receipt.warnings.join(' ')).not.toContain('do not stand in the documents');
  });

  test('the receipt is kept with the answer', async () => {
    const answer = await asked('List all places where the Curlew is mentioned.', { model: small });
    const again = (await (await fetch(`${server.address}/api/answers/${answer.id}`)).json()) as Answer;
    expect(again.receipt).toEqual(answer.receipt);
  });

  test('a person who goes away ends the scan at the model server too', async () => {
    const before = model.requests.length;
    model.setFault('hang-before-headers');
    const leaving = new AbortController();
    const body = JSON.stringify({ question: 'List all places where the Curlew is mentioned.', model: small });
    const asking = fetch(`${server.address}/api/collections/sample/answers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body,
      signal: leaving.signal,
    }).then((response) => response.text());
    const chats = (requests: typeof model.requests) => requests.slice(before).filter(({ path }) => path === '/api/chat');
    await model.until((requests) => chats(requests).length > 0);
    leaving.abort();
    await expect(asking).rejects.toThrow();
    await model.until((requests) => chats(requests).every(({ outcome }) => outcome === 'closed'));
    model.setFault(null);
    expect(chats(model.requests)).toHaveLength(1);
  });
});
