import { describe, expect, test } from 'vitest';
import type { Citation, Plan } from '../../core/types.ts';
import { parseProblem } from '../../web/api/http.ts';
import type { Answer } from '../../web/api/wire.ts';
import { answerAsText, citationAsText } from '../../web/desk/answer-as-text.ts';
import { remediesFor } from '../../web/desk/remedies.ts';
import { whoAnswered } from '../../web/desk/who-answered.ts';
import { advanced, type Running } from '../../web/state/exchange.ts';
import { en } from '../../web/words/en.ts';
import { formats } from '../../web/words/formats.ts';
import { ur } from '../../web/words/ur.ts';

const citation: Citation = {
  number: 1,
  documentId: 'd' as Citation['documentId'],
  source: 'lease.pdf',
  title: 'Lease',
  start: 0,
  end: 4,
  quote: 'The rent\nis 1,250.',
  status: 'verified',
  reason: null,
  place: { page: 3, lineStart: 10, lineEnd: 11, heading: 'Rent', sheet: null, cells: null, table: null, boxes: [] },
};

const running: Running = {
  id: 'r',
  asked: { question: 'How much?', mode: 'auto', model: '' },
  plan: null,
  text: '',
  citations: [],
  collection: 'c',
  conversation: null,
  startedAt: 0,
  progress: { phase: 'sending', done: 0, total: 0, etaMs: null },
};

describe('a running question', () => {
  test('gathers plan, words and citations in the order they come', () => {
    const plan = { mode: 'whole' } as Plan;
    const after = advanced(running, [
      { type: 'plan-ready', plan },
      { type: 'progress', phase: 'reading', done: 5, total: 10, etaMs: 100 },
      { type: 'text-delta', text: 'It is ' },
      { type: 'text-delta', text: '1,250. [1]' },
      { type: 'citation-found', citation },
    ]);
    expect(after).toMatchObject({ plan, text: 'It is 1,250. [1]', citations: [citation], progress: { phase: 'writing' } });
    expect(running.text).toBe('');
  });

  test('does not go back to writing while the quotes are checked', () => {
    const checking = advanced(running, [{ type: 'progress', phase: 'checking', done: 0, total: 0, etaMs: null }]);
    expect(advanced(checking, [{ type: 'text-delta', text: '.' }]).progress.phase).toBe('checking');
  });
});

describe('a copied answer', () => {
  test('brings each quote with its place, on one line', () => {
    const answer = { text: 'It is 1,250. [1]', citations: [citation] } as unknown as Answer;
    expect(answerAsText(answer, en)).toBe('It is 1,250. [1]\n\nSources:\n[1] lease.pdf, page 3, Rent: “The rent is 1,250.”');
  });

  test('says which quotes are not verified', () => {
    expect(citationAsText({ ...citation, status: 'rejected', reason: 'quote-not-found' }, en)).toMatch(/\(Unverified\)$/);
  });
});

describe('faults', () => {
  test('keep code, detail and hint of a problem body', () => {
    expect(parseProblem('{"code":"model-busy","detail":"Busy","hint":"Wait","title":"x"}', 503)).toEqual({
      code: 'model-busy',
      detail: 'Busy',
      hint: 'Wait',
    });
  });

  test.each(['<html>', '', 'null', '[]', '"x"'])('a body %j that is no problem becomes one with the status', (body) => {
    expect(parseProblem(body, 502)).toEqual({ code: 'internal', detail: 'HTTP 502', hint: '' });
  });

  test('a prompt that does not fit is offered the passages that matter, and a dead model the quotes', () => {
    expect(remediesFor('prompt-too-long')).toEqual(['retrieve']);
    expect(remediesFor('model-unreachable')).toEqual(['retry', 'quotes', 'doctor']);
    expect(remediesFor('never-heard-of')).toEqual(['retry']);
  });
});

describe('who answered', () => {
  const told = (model: string, sql: string | null, outputTokens: number): Answer =>
    ({ model, receipt: { sql, outputTokens } }) as unknown as Answer;

  test("rows that were counted are nobody's words, whatever model there is", () => {
    expect(whoAnswered(told('gemma4:12b', 'SELECT count(*) FROM t', 0))).toBe('rows');
    expect(whoAnswered(told('gemma4:12b', 'SELECT count(*) FROM t', 30))).toBe('model');
    expect(whoAnswered(told('gemma4:12b', null, 0))).toBe('model');
    expect(whoAnswered(told('extractive', null, 0))).toBe('quotes');
  });
});

describe('words', () => {
  const leaves = (table: object, path = ''): readonly (readonly [string, unknown])[] =>
    Object.entries(table).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? leaves(value, `${path}${name}.`)
        : [[`${path}${name}`, value] as const],
    );

  test('Urdu has exactly the entries of English', () => {
    expect(
      leaves(ur)
        .map(([path]) => path)
        .toSorted(),
    ).toEqual(
      leaves(en)
        .map(([path]) => path)
        .toSorted(),
    );
  });

  test('no sentence of the Urdu table was left in English', () => {
    const written = leaves(ur).filter(([path, value]) => typeof value === 'string' && !['language', 'direction'].includes(path));
    expect(written.filter(([, value]) => !/\p{Script=Arabic}/u.test(String(value)))).toEqual([]);
  });

  test('durations are rounded to what a waiting person cares for', () => {
    const { duration, elapsed, bytes } = formats('en');
    expect([400, 3_000, 89_000, 240_000, 5_400_000].map(duration)).toEqual(['1 sec', '3 sec', '89 sec', '4 min', '1.5 hr']);
    expect([0, 7_400, 750_000].map(elapsed)).toEqual(['0:00', '0:07', '12:30']);
    expect([0, 999, 1000, 1_234_567].map(bytes)).toEqual(['0 byte', '999 byte', '1 kB', '1.2 MB']);
  });
});
