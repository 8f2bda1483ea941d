/** Who comes next. Pure: the same people in the same order are always served in the same order. */

export interface Waiting {
  /** What its prompt begins with: whoever has the same is served from what the model has just read. */
  readonly group: string;
  /** Work that nobody waits for; people go first. */
  readonly isBackground: boolean;
  /** How many who came later have gone before. */
  readonly overtaken: number;
}

/** So many who came later may go before somebody, because they ask about what the model has just read. */
export const mostOvertaking = 3;

export interface Turn<Someone extends Waiting> {
  readonly next: Someone;
  /** Those who came before `next` and still wait. */
  readonly passed: readonly Someone[];
}

/**
 * The first of those who ask about what was served last, unless somebody has been overtaken often enough; else
 * whoever came first. `waiting` is in order of arrival; null when nobody waits.
 */
export function nextTurn<Someone extends Waiting>(waiting: readonly Someone[], served: string | null): Turn<Someone> | null {
  const people = waiting.filter(({ isBackground }) => !isBackground);
  const [first] = people;
  if (first === undefined) return waiting[0] === undefined ? null : { next: waiting[0], passed: [] };
  const place = people.findIndex(({ group }) => group === served);
  const next = people[place];
  const passed = people.slice(0, Math.max(0, place));
  if (next === undefined || passed.some(({ overtaken }) => overtaken >= mostOvertaking)) return { next: first, passed: [] };
  return { next, passed };
}

/** All who wait, in the order in which they will be served if nobody else comes. */
export function turnsAhead<Someone extends Waiting>(waiting: readonly Someone[], served: string | null): readonly Someone[] {
  const left = waiting.map((someone) => ({ ...someone, someone }));
  const order: Someone[] = [];
  let last = served;
  for (let turn = nextTurn(left, last); turn !== null; turn = nextTurn(left, last)) {
    const { next, passed } = turn;
    left.splice(left.indexOf(next), 1);
    for (const one of passed) left[left.indexOf(one)] = { ...one, overtaken: one.overtaken + 1 };
    last = next.group;
    order.push(next.someone);
  }
  return order;
}
