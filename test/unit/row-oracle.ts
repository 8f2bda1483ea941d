/**
 * Seeded tables of orders, questions about them, and the figures as plain code over the orders gives them: cents are whole
 * numbers here, and nothing of ours reads the file that is written.
 */

import type { Answer } from '../../core/types.ts';

export interface OracleTable {
  readonly source: string;
  readonly text: string;
  readonly questions: readonly OracleQuestion[];
  readonly rowCount: number;
}

export interface OracleQuestion {
  readonly question: string;
  readonly expected: Expected;
}

/** What the headline says, and the rows it rests on; or the figure of each group. */
type Expected =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'figure'; readonly figure: number; readonly rows: number; readonly isRounded: boolean }
  | { readonly kind: 'groups'; readonly groups: ReadonlyMap<string, number> };

/** What of an answer's figures is not as the oracle has it; empty when all is. */
export function wrongFigures(
  { text, table }: Pick<Answer, 'text' | 'table'>,
  { expected }: OracleQuestion,
  rowCount: number,
): readonly string[] {
  const [head = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const bold = head.match(/(?<=\*\*)(?:≈ )?[\d.-]+(?=\*\*)/)?.[0] ?? '';
  const of = `of ${rowCount} ${rowCount === 1 ? 'row' : 'rows'} of`;
  const wrong = (what: string, told: unknown, real: unknown): readonly string[] =>
    told === real ? [] : [`${what}: told ${String(told)}, is ${String(real)}`];
  if (expected.kind === 'groups') {
    const told = new Map((table?.rows ?? []).map(([key, figure]) => [String(key), figure]));
    const shown = lines.filter((line) => line.startsWith('- ')).map((line) => line.replace(/ \[\d+\]$/, ''));
    return [
      ...wrong('groups', told.size, expected.groups.size),
      ...[...expected.groups].flatMap(([key, figure]) => wrong(key, told.get(key), figure)),
      ...[...expected.groups].flatMap(([key, figure]) => wrong(`line of ${key}`, shown.includes(`- ${key}: **${figure}**`), true)),
    ];
  }
  const rest = expected.rows - 30;
  const more = rest > 0 ? `And ${rest} more.` : '';
  const behind = [
    ...wrong('rows behind', head.includes(`${expected.kind === 'rows' ? `**${expected.rows}**` : `; ${expected.rows}`} ${of}`), true),
    ...wrong('rows not shown', lines.find((line) => line.startsWith('And ')) ?? '', more),
  ];
  if (expected.kind === 'rows') return [...wrong('rows', bold, String(expected.rows)), ...behind];
  const told = Number(bold.replace('≈ ', ''));
  const isRight = expected.isRounded ? Math.abs(told - expected.figure) <= 0.005_000_1 : told === expected.figure;
  return [...wrong('figure', isRight ? expected.figure : told, expected.figure), ...behind];
}

interface Order {
  readonly number: string;
  readonly customer: string;
  readonly country: string;
  readonly status: string;
  /** Null where the cell is empty. */
  readonly cents: number | null;
  readonly pieces: number;
  /** ISO 8601. */
  readonly day: string;
}

/** How a file is written. */
interface Style {
  readonly delimiter: ',' | ';';
  readonly decimalMark: '.' | ',';
  readonly isIsoDate: boolean;
  readonly lineEnd: '\n' | '\r\n';
}

const countries = ['Germany', 'France', 'Spain', 'Italy', 'Norway', 'Portugal'];
const states = ['open', 'shipped', 'cancelled', 'returned'];
const givenNames = ['Ada', 'Boris', 'Chiara', 'Dmitri', 'Elif', 'Farid', 'Grete', 'Hana', 'Igor', 'Jamila'];
const familyNames = ['Abendroth', 'Bellweather', 'Castellan', 'Dunkelberg', 'Eisenhauer', 'Fairchild', 'Grimaldi', 'Hawthorne'];
const styles: readonly Style[] = [
  { delimiter: ',', decimalMark: '.', isIsoDate: true, lineEnd: '\n' },
  { delimiter: ';', decimalMark: ',', isIsoDate: false, lineEnd: '\r\n' },
  { delimiter: ';', decimalMark: '.', isIsoDate: true, lineEnd: '\n' },
];

/** The same for the same seed. */
export function oracleTable(seed: number, rowCount: number, questionCount: number): OracleTable {
  const random = randomFrom(seed);
  const style = oneOf(styles, random);
  const orders = Array.from({ length: rowCount }, (_, index) => orderOf(index, random));
  const questions = Array.from({ length: questionCount }, (_, index) => questionOf(index, orders, random));
  return { source: 'orders.csv', text: written(orders, style), questions, rowCount };
}

/** Mulberry32: 32 bits of state, good enough to choose cells. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function oneOf<Value>(values: readonly Value[], random: () => number): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('There is nothing to choose from');
  return value;
}

function orderOf(index: number, random: () => number): Order {
  const day = new Date(Date.UTC(2023, 0, 1 + Math.floor(random() * 1_000)));
  return {
    number: `R-${1_000_000 + index}`,
    customer: `${oneOf(givenNames, random)} ${oneOf(familyNames, random)}`,
    country: oneOf(countries, random),
    status: oneOf(states, random),
    cents: random() < 0.05 ? null : Math.floor(random() * 100_000),
    pieces: 1 + Math.floor(random() * 40),
    day: day.toISOString().slice(0, 10),
  };
}

function written(orders: readonly Order[], { delimiter, decimalMark, isIsoDate, lineEnd }: Style): string {
  const rows = orders.map(({ number, customer, country, status, cents, pieces, day }) => {
    const amount = cents === null ? '' : `${Math.floor(cents / 100)}${decimalMark}${String(cents % 100).padStart(2, '0')}`;
    const [year, month, date] = day.split('-');
    // The day is over twelve for one of the first: which is the month can be told.
    return [number, `"${customer}"`, country, status, amount, pieces, isIsoDate ? day : `${date}.${month}.${year}`].join(delimiter);
  });
  return [['order', 'customer', 'country', 'status', 'amount', 'pieces', 'date'].join(delimiter), ...rows, ''].join(lineEnd);
}

type Make = (orders: readonly Order[], random: () => number) => OracleQuestion;

const counted = (question: string, orders: readonly Order[], test: (order: Order) => boolean): OracleQuestion => ({
  question,
  expected: { kind: 'rows', rows: orders.filter(test).length },
});

const amountsOf = (orders: readonly Order[]): readonly number[] => orders.flatMap(({ cents }) => cents ?? []);
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

function grouped(orders: readonly Order[], keyOf: (order: Order) => string, figureOf: (some: readonly Order[]) => number): Expected {
  return { kind: 'groups', groups: new Map([...Map.groupBy(orders, keyOf)].map(([key, some]) => [key, figureOf(some)])) };
}

const makes: readonly Make[] = [
  (orders) => counted('How many orders are there?', orders, () => true),
  (orders, random) => {
    const { country } = oneOf(orders, random);
    return counted(`How many orders are from ${country}?`, orders, (order) => order.country === country);
  },
  (orders, random) => {
    const { status } = oneOf(orders, random);
    return counted(`How many orders are ${status}?`, orders, (order) => order.status === status);
  },
  (orders, random) => {
    const least = Math.floor(random() * 1_000);
    return counted(`How many orders have an amount of more than ${least}?`, orders, ({ cents }) => cents !== null && cents > 100 * least);
  },
  (orders, random) => {
    const most = 1 + Math.floor(random() * 40);
    return counted(`How many orders have at most ${most} pieces?`, orders, ({ pieces }) => pieces <= most);
  },
  (orders, random) => {
    const { country } = oneOf(orders, random);
    const least = Math.floor(random() * 1_000);
    return counted(
      `How many orders from ${country} have an amount of at least ${least}?`,
      orders,
      (order) => order.country === country && order.cents !== null && order.cents >= 100 * least,
    );
  },
  (orders, random) => {
    const year = oneOf(['2023', '2024', '2025'], random);
    return counted(`How many orders are from ${year}?`, orders, ({ day }) => day.startsWith(year));
  },
  (orders, random) => {
    const { customer } = oneOf(orders, random);
    return counted(`List all orders of ${customer}`, orders, (order) => order.customer === customer);
  },
  (orders) => {
    const amounts = amountsOf(orders);
    return {
      question: 'What is the sum of the amount of all orders?',
      expected: { kind: 'figure', figure: sumOf(amounts) / 100, rows: amounts.length, isRounded: false },
    };
  },
  (orders, random) => {
    const { country } = oneOf(orders, random);
    const pieces = orders.filter((order) => order.country === country).map((order) => order.pieces);
    return {
      question: `What is the sum of the pieces of the orders from ${country}?`,
      expected: { kind: 'figure', figure: sumOf(pieces), rows: pieces.length, isRounded: false },
    };
  },
  (orders) => {
    const amounts = amountsOf(orders);
    const figure = sumOf(amounts) / 100 / amounts.length;
    return {
      question: 'What is the average amount of the orders?',
      expected: { kind: 'figure', figure, rows: amounts.length, isRounded: true },
    };
  },
  (orders) => ({
    question: 'How many different customers are there in the orders?',
    expected: { kind: 'figure', figure: new Set(orders.map(({ customer }) => customer)).size, rows: orders.length, isRounded: false },
  }),
  (orders) => ({
    question: 'How many orders are there per country?',
    expected: grouped(
      orders,
      ({ country }) => country,
      (some) => some.length,
    ),
  }),
  (orders) => ({
    question: 'What is the sum of the pieces per status of the orders?',
    expected: grouped(
      orders,
      ({ status }) => status,
      (some) => sumOf(some.map(({ pieces }) => pieces)),
    ),
  }),
];

function questionOf(index: number, orders: readonly Order[], random: () => number): OracleQuestion {
  const make = makes[index % makes.length] ?? makes[0];
  if (make === undefined) throw new Error('There is no question');
  return make(orders, random);
}
