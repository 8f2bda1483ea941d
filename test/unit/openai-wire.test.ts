import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openStream } from '../../server/generate/openai-wire.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A server that sends these bytes, each part by itself. */
async function chat(...parts: readonly (string | Uint8Array)[]) {
  const server = createServer(async (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const part of parts) await new Promise<void>((written) => response.write(part, () => written()));
    response.end();
  });
  closers.push(() => new Promise((closed) => server.close(closed)));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const chunks = await openStream({ url, signal: AbortSignal.timeout(20_000), model: 'some' }, '/v1/chat/completions', {}, () => {});
  if (chunks === null) throw new Error('still loading');
  return (await Array.fromAsync(chunks)).map(({ choices }) => choices[0]?.delta?.content ?? '').join('');
}

const delta = (content: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

describe('a stream of events', () => {
  test('is put together from any pieces, also inside a character', async () => {
    const bytes = Buffer.from(delta('Gr\u00fc\u00dfe \ud83d\ude00'));
    expect(await chat(...[...bytes].map((byte) => Uint8Array.of(byte)), 'data: [DONE]\n\n')).toBe('Gr\u00fc\u00dfe \ud83d\ude00');
  });

  test('may hold pings, other fields, other line ends and no blank after the colon', async () => {
    expect(await chat(': ping\n\n', 'event: x\r\nid: 1\r\ndata:{"choices":[{"delta":{"content":"a"}}]}\r\n\r\n', delta('b'))).toBe('ab');
  });

  test('may end without its last newline', async () => {
    expect(await chat(delta('a'), 'data: [DONE]')).toBe('a');
  });

  test('may have events without choices or text', async () => {
    const usage = 'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":null}}\n\n';
    expect(await chat('data: {"choices":[{"delta":{"role":"assistant","content":null}}]}\n\n', delta('a'), usage)).toBe('a');
  });

  test('that is cut in the middle of an event is broken', async () => {
    await expect(chat(delta('a'), 'data: {"choices":[{"de')).rejects.toMatchObject({ code: 'model-stream-broken' });
    await expect(chat('data: [1]\n\n')).rejects.toMatchObject({ code: 'model-stream-broken' });
  });
});
