import { describe, expect, test } from 'vitest';
import { openLine } from '../../server/generate/line/line.ts';
import { mostOvertaking, nextTurn, turnsAhead, type Waiting } from '../../server/generate/line/turns.ts';

const people = (groups: string): readonly (Waiting & { readonly arrived: number })[] =>
  [...groups].map((group, arrived) => ({ group, isBackground: false, overtaken: 0, arrived }));

describe('turns', () => {
  test('nobody waits: nobody is next', () => {
    expect(nextTurn([], 'a')).toBeNull();
  });

  test('whoever asks about what was just read goes before others', () => {
    expect(nextTurn(people('bba'), 'a')?.next.arrived).toBe(2);
    expect(nextTurn(people('bba'), 'a')?.passed.map(({ arrived }) => arrived)).toEqual([0, 1]);
    expect(nextTurn(people('bba'), 'c')?.next.arrived).toBe(0);
  });

  test('nobody is overtaken more often than allowed', () => {
    const [first, ...rest] = people('baaaa');
    if (first === undefined) throw new Error('nobody');
    expect(nextTurn([{ ...first, overtaken: mostOvertaking }, ...rest], 'a')?.next.group).toBe('b');
    expect(turnsAhead(people('baaaaaa'), 'a').map(({ group }) => group)).toEqual([...'aaabaaa']);
  });

  test('work that nobody waits for comes last', () => {
    const work = { group: 'a', isBackground: true, overtaken: 0, arrived: -1 };
    expect(turnsAhead([work, ...people('bc')], 'a').map(({ arrived }) => arrived)).toEqual([0, 1, -1]);
  });

  test.each([1, 2, 3, 4, 5])('any crowd is served once each, and nobody waits behind more than three who came later: %i', (seed) => {
    let state = seed;
    const random = (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    const crowd = people(Array.from({ length: 40 }, () => 'abcd'[random(4)]).join(''));
    const order = turnsAhead(crowd, 'a').map(({ arrived }) => arrived);
    expect(order.toSorted((left, right) => left - right)).toEqual(crowd.map(({ arrived }) => arrived));
    const later = order.map((arrived, place) => order.slice(0, place).filter((before) => before > arrived).length);
    expect(Math.max(...later)).toBeLessThanOrEqual(mostOvertaking);
  });
});

describe('the expected wait', () => {
  test('is unknown until an answer has been measured, and then counts what is left of those before', () => {
    let now = 0;
    const line = openLine(() => now);
    const first = line.enter('a', false);
    const second = line.enter('b', false);
    expect(second.expectedMs()).toBeNull();
    now = 1_000;
    first.leave(true);
    const third = line.enter('c', false);
    const fourth = line.enter('b', false);
    now = 1_400;
    // The fourth asks about the same as the second, who is served: it goes before the third. How long that takes nobody has measured.
    expect([second, fourth, third].map((ticket) => ticket.place())).toEqual([0, 1, 2]);
    expect([second, fourth, third].map((ticket) => ticket.expectedMs())).toEqual([0, 600, null]);
  });

  test('knows that an answer over the same documents takes less', () => {
    let now = 0;
    const line = openLine(() => now);
    for (const [group, milliseconds] of [
      ['a', 1_000],
      ['a', 100],
    ] as const) {
      const ticket = line.enter(group, false);
      now += milliseconds;
      ticket.leave(true);
    }
    line.enter('a', false);
    const same = line.enter('a', false);
    const other = line.enter('b', false);
    expect([same.expectedMs(), other.expectedMs()]).toEqual([100, 200]);
  });

  test('goes by what the model tells of its reading where that is longer', () => {
    const line = openLine(() => 0);
    const ahead = line.enter('a', true);
    const person = line.enter('a', false);
    expect(person.expectedMs()).toBeNull();
    ahead.remains(5_000);
    expect(person.expectedMs()).toBe(5_000);
  });

  test('learns nothing from an answer that was stopped', () => {
    let now = 0;
    const line = openLine(() => now);
    const stopped = line.enter('a', false);
    now = 10;
    stopped.leave(false);
    line.enter('a', false);
    expect(line.enter('a', false).expectedMs()).toBeNull();
  });
});
