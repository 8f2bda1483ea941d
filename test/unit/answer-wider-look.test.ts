/** An answer that brought nothing is looked for once more, in more of the text. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scripted } from '../../server/generate/scripted.ts';
import { joined } from './answer-asking.ts';
import { openShelf, type Shelf } from './answer-shelf.ts';

let shelf: Shelf;
beforeAll(async () => {
  const files = Object.fromEntries(
    Array.from({ length: 90 }, (_, index) => [
      `note-${index}.md`,
      `# Note ${index}\n\nThe leave of team ${index} is ${index + 3} days. ${'It is granted after a talk with the lead. '.repeat(12)}`,
    ]),
  );
  shelf = await openShelf(files, { retrieveTokens: '600' });
});
afterAll(() => shelf.close());

test('"not in the documents" after passages leads to one wider look, and shows nothing of the first', async () => {
  const generator = scripted(['This is not in these documents.', 'The leave of team 7 is 10 days.'], {
    parameters: '4B',
    contextTokens: 8_192,
  });
  const events = await shelf.all(generator, { question: 'How many days is the leave of team 7?' });
  const plans = events.filter((event) => event.type === 'plan-ready').map(({ plan }) => plan);
  expect(plans).toHaveLength(2);
  expect(plans[1]?.promptTokens).toBeGreaterThan(plans[0]?.promptTokens ?? 0);
  expect(joined(events)).not.toContain('not in these documents');
  const last = events.at(-1);
  expect(last?.type === 'answer-end' && last.answer.abstained).toBe(false);
});

test('an answer of which nothing can be proven leads to a wider look too, and shows nothing of the first', async () => {
  const small = { parameters: '4B', contextTokens: 8_192 };
  const question = 'How many days is the leave of team 7?';
  const invented = 'Astronauts drink lemonade on the moon [1].';
  const events = await shelf.all(scripted([invented, 'The leave of team 7 is 10 days.'], small), { question });
  const plans = events.filter((event) => event.type === 'plan-ready').map(({ plan }) => plan.mode);
  expect(plans).toEqual(['retrieve', 'sections']);
  expect(joined(events)).not.toContain('lemonade');
  expect(joined(events)).toContain('10 days');
  const proven = await shelf.all(scripted(['The leave of team 7 is 10 days.', 'Never said.'], small), { question });
  expect(proven.filter((event) => event.type === 'plan-ready')).toHaveLength(1);
  const twice = await shelf.all(scripted([invented, invented], small), { question });
  expect(joined(twice)).toContain('lemonade');
  expect(joined(twice)).toContain('None of this could be found');
});
