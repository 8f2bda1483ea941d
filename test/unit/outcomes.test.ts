/** Found, closest, absent: what an answer claims about its own standing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { extractive } from '../../server/generate/extractive.ts';
import { scripted } from '../../server/generate/scripted.ts';
import { openShelf, type Shelf } from './answer-shelf.ts';

let shelf: Shelf;
beforeAll(async () => {
  shelf = await openShelf({
    'leave.md':
      '# Leave\n\n## Illness\n\nCall Agnes before nine on the first day. Pay continues in full for six weeks.\n\n## Holidays\n\nEverybody has 26 days of annual leave.\n',
    'boat.md': '# The boat\n\nThe survey vessel is 11.4 metres long. She carries an echo sounder and a crew of two.\n',
    'prices.md': '# Prices\n\nAn additional survey day is 2,350 euros with the vessel and a crew of two.\n',
  });
});
afterAll(() => shelf.close());

const ask = (question: string) => shelf.ask(extractive(shelf.deps.config), { question });

describe('the outcome of an answer', () => {
  test('is found when a sentence says it, with a proven citation', async () => {
    const answer = await ask('How long is the survey vessel in metres?');
    expect(answer).toMatchObject({ outcome: 'found', abstained: false });
    expect(answer.citations[0]).toMatchObject({ status: 'verified', source: 'boat.md' });
  });

  test.each([
    ['And what about sick leave?', 'Pay continues in full'],
    ['How much vacation do I get?', '26 days'],
    ['How big is the ship?', '11.4 metres'],
  ])('is never absent for other words: %s', async (question, said) => {
    const answer = await ask(question);
    expect(answer.outcome).not.toBe('absent');
    expect(`${answer.text}\n${answer.passages.map(({ text }) => text).join('\n')}`).toContain(said);
  });

  test('is never absent for a slip of the keys', async () => {
    expect((await ask('surveey vesel lenght')).outcome).not.toBe('absent');
  });

  test('is absent when nothing that was asked for stands anywhere, in no form and by no near word', async () => {
    const answer = await ask('Who composed the Rigoletto overture?');
    expect(answer).toMatchObject({ outcome: 'absent', abstained: true, citations: [] });
    expect(answer.text).toMatch(/^This is not in these documents\./);
  });

  test('is weighed against the search when a model finds nothing', async () => {
    const model = scripted(['This is not in these documents.']);
    const answer = await shelf.ask(model, { question: 'How much is an additional survey day?', mode: 'retrieve' });
    expect(answer).toMatchObject({ outcome: 'closest', abstained: true });
    expect(answer.passages[0]?.text).toContain('2,350 euros');
  });
});

test('a collection of one sentence answers what it says, and no more', async () => {
  const lamp = await openShelf({ 'lamp.md': 'The lamp is green.' });
  const told = (question: string) => lamp.ask(extractive(lamp.deps.config), { question });
  expect(await told('What colour is the lamp?')).toMatchObject({ outcome: 'found' });
  expect(await told('How old is the lamp?')).toMatchObject({ outcome: 'closest' });
  expect(await told('What is the capital of France?')).toMatchObject({ outcome: 'absent' });
  lamp.close();
});
