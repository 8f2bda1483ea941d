import { describe, expect, test } from 'vitest';
import { answerTypeOf, holdsAnswerOf, holdsUnitOf } from '../../server/answer/ranking/answer-type.ts';

describe('what a question asks for', () => {
  test.each([
    ['Which port does Ollama listen on?', 'port', 'It listens on `http://127.0.0.1:11434`.', 'It listens on a random loopback port.'],
    ['What status does the body limit return?', 'status', 'Reply: 413, no body.', 'The body is too large.'],
    ['How long are backups kept?', 'duration', 'Nightly copies are kept for 35 days.', 'Backups are kept by Maya.'],
    ['What does a survey day cost?', 'money', 'Additional survey day 2,350 euros', 'The survey day begins early.'],
    ['Which version of SQLite is needed?', 'version', 'SQLite 3.53.2 or newer', 'SQLite is the store.'],
    ['Where are collections stored?', 'path', 'They lie in `data/collections/<name>.carrel`.', 'they are kept with care'],
    ['What is the default of the limit?', 'setting', 'limitLength = 255', 'the limit is for everyone'],
    ['When is the first survey?', 'date', 'It is planned for 23 March.', 'It is planned by the crew.'],
    ['Who approves leave?', 'name', 'Leave is approved by Kwame Osei.', 'Leave is approved quickly.'],
    ['Why was it rejected?', 'reason', 'It was rejected because it saves nothing.', 'It was rejected at once.'],
  ] as const)('%s is told apart: %s', (question, type, holding, lacking) => {
    expect(answerTypeOf(question)).toBe(type);
    expect(holdsAnswerOf(type, holding, question)).toBe(true);
    expect(holdsAnswerOf(type, lacking, question)).toBe(false);
  });

  test('may stand in a row whose column names the unit', () => {
    expect(holdsUnitOf('money', 'SUR-DAY,Additional survey day,day,2350.00', 'code,item,unit,price_eur')).toBe(true);
    expect(holdsUnitOf('money', 'SUR-DAY,Additional survey day,day,2350.00')).toBe(false);
  });
});
