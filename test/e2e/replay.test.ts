/** The prompt behind an answer, through both doors, against a model server that keeps what it was sent. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../core/types.ts';
import { problemSchema } from '../../server/http/schemas.ts';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { lastJson, runCarrel } from './run-carrel.ts';
import { createCollection, post, type Running, startServer, upload } from './running.ts';

interface Shown {
  readonly answerId: string;
  readonly promptHash: string;
  readonly messages: readonly unknown[];
}

let model: FakeModelServer;
let server: Running;
const leave = '# Leave\n\nEvery employee has 27 days of annual leave a year.\n';

beforeAll(async () => {
  model = await startFakeModelServer({ flavour: 'llama-server', reply: 'Every employee has 27 days of annual leave a year [1].' });
  server = await startServer({ openaiUrl: model.url });
  await createCollection(server, 'office');
  await upload(server, 'office', { 'leave.md': leave, 'travel.md': '# Travel\n\nTrains are booked by the office.\n' });
});
afterAll(async () => {
  await server.stop();
  await model.close();
});

async function asked(): Promise<Answer> {
  const response = await post(server, '/api/collections/office/answers', { question: 'How many days of leave are there?', mode: 'whole' });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

const shown = (id: string): Promise<Response> => fetch(`${server.address}/api/answers/${id}/prompt`);

test('HTTP and the command line show the very messages that the model server got', async () => {
  const answer = await asked();
  const sent = model.requests.findLast(({ path }) => path === '/v1/chat/completions')?.body.messages;
  const overHttp = (await (await shown(answer.id)).json()) as Shown;
  expect(overHttp).toMatchObject({ answerId: answer.id, isSent: true, promptHash: answer.receipt.promptHash });
  expect(overHttp.messages).toEqual(sent);
  const replayed = await runCarrel(['replay', answer.id, '--json'], server.data);
  expect(replayed.status).toBe(0);
  expect(lastJson(replayed.stdout)).toEqual(overHttp);
  const printed = await runCarrel(['replay', answer.id], server.data);
  expect(printed.stdout).toContain('<document "leave.md">\n[1]\n# Leave');
  expect(printed.stderr).toContain(answer.receipt.promptHash);
});

test('after a change both doors name the document and print no prompt', async () => {
  const answer = await asked();
  await upload(server, 'office', { 'leave.md': leave.replace('27', '29') });
  const response = await shown(answer.id);
  expect(response.status).toBe(410);
  const problem = problemSchema.parse(await response.json());
  expect(problem).toMatchObject({ code: 'prompt-lost', detail: expect.stringContaining('leave.md has changed since') });
  const replayed = await runCarrel(['replay', answer.id, '--json'], server.data);
  expect(replayed).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('leave.md has changed since') });
  await upload(server, 'office', { 'leave.md': leave });
  expect((await shown(answer.id)).status).toBe(200);
});

test('an answer that nobody knows is named at both doors', async () => {
  expect((await shown('nobody')).status).toBe(404);
  const replayed = await runCarrel(['replay', 'nobody'], server.data);
  expect(replayed).toMatchObject({ status: 1, stderr: expect.stringContaining('There is no answer nobody') });
});
