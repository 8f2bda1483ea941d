import { describe, expect, test } from 'vitest';
import type { GenerateEvent } from '../../core/ports.ts';
import { withoutThoughts } from '../../server/generate/without-thoughts.ts';

const end: GenerateEvent = {
  type: 'end',
  finish: 'stop',
  usage: { promptTokens: 1, cachedTokens: null, outputTokens: 1, promptMs: null, outputMs: null },
  options: {},
};

async function* streamed(pieces: readonly string[]): AsyncIterable<GenerateEvent> {
  yield { type: 'progress', phase: 'reading', done: 0, total: 1 };
  for (const text of pieces) yield { type: 'text', text };
  yield end;
}

async function shown(...pieces: readonly string[]): Promise<readonly string[]> {
  const events = await Array.fromAsync(withoutThoughts(streamed(pieces)));
  expect(events[0]?.type).toBe('progress');
  expect(events.at(-1)).toBe(end);
  return events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
}

describe('an answer', () => {
  test('without thoughts passes piece by piece', async () => {
    expect(await shown('In', ' May', '.')).toEqual(['In', ' May', '.']);
    expect(await shown('<', 'b>May')).toEqual(['<b>May']);
    expect(await shown('  ', ' May')).toEqual(['   May']);
  });

  test('loses the thought before it, however it is cut into pieces', async () => {
    expect(await shown('<think>', 'Let me see. ', '</think>', '\n\nIn', ' May')).toEqual(['In', ' May']);
    expect(await shown('<th', 'ink>a</thi', 'nk>In', ' May')).toEqual(['In', ' May']);
    expect(await shown('\n<|channel>thought\nhm<channel|>In May')).toEqual(['In May']);
  });

  test('keeps such marks later on', async () => {
    expect(await shown('Write ', '<think>', ' first')).toEqual(['Write ', '<think>', ' first']);
  });

  test('that is all thought is empty', async () => {
    expect(await shown('<think>', 'and so on')).toEqual([]);
    expect(await shown('<think>a</think>')).toEqual([]);
    expect(await shown()).toEqual([]);
  });

  test('that ends like the beginning of a thought is kept', async () => {
    expect(await shown('<')).toEqual(['<']);
  });
});
