import { describe, expect, test } from 'vitest';
import { type Good, goods, type Invoice, invoices, officeFiles, people } from './office-tables.ts';
import { figureOf, tablesOf } from './row-tables.ts';

const ask = await tablesOf(officeFiles);

const count = <Row>(rows: readonly Row[], is: (row: Row) => boolean): number => rows.filter(is).length;
const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
const cents = (figure: number | string | null): number => Math.round(Number(figure) * 100);
const paid = ({ status }: Invoice): boolean => status === 'paid';
const inMonth =
  (month: string) =>
  ({ date }: Invoice): boolean =>
    date.startsWith(month);
const inStock = ({ stock }: Good): boolean => stock > 0;
const average = <Row>(rows: readonly Row[], of: (row: Row) => number): number => sum(rows, of) / rows.length;

describe('a count or a list of an office gives so many', () => {
  test.each<readonly [string, number]>([
    ['How many invoices are there?', 200],
    ['How many invoices are paid?', count(invoices, paid)],
    ['How many invoices are not paid?', count(invoices, (row) => !paid(row))],
    ['Which invoices are not overdue?', count(invoices, ({ status }) => status !== 'overdue')],
    ['How many invoices were issued in March 2026?', count(invoices, inMonth('2026-03'))],
    ['How many invoices are there in March?', count(invoices, inMonth('2026-03'))],
    ['How many invoices from April 2026?', count(invoices, inMonth('2026-04'))],
    ['How many invoices in Q1 2026?', count(invoices, ({ date }) => date < '2026-04-01')],
    ['How many invoices in 2025?', 0],
    ['List the invoices between 1 March 2026 and 5 March 2026', 5],
    ['How many invoices were due before 10 February 2026?', count(invoices, ({ due_date }) => due_date < '2026-02-10')],
    ['How many invoices are due in April 2026?', count(invoices, ({ due_date }) => due_date.startsWith('2026-04'))],
    ['How many invoices after March 2026?', count(invoices, ({ date }) => date >= '2026-04-01')],
    ['How many invoices have an amount over 1,000.50?', count(invoices, ({ amount }) => amount > 1_000.5)],
    ['How many invoices are over 2000?', count(invoices, ({ amount }) => amount > 2_000)],
    ['Which invoices cost more than 4,500 euros?', count(invoices, ({ amount }) => amount > 4_500)],
    ['How many invoices between 100 and 200 euros are there?', count(invoices, ({ amount }) => amount >= 100 && amount <= 200)],
    ['Are there any invoices over 4900?', count(invoices, ({ amount }) => amount > 4_900)],
    ['How many open invoices of Harbour Trust?', count(invoices, (row) => row.status === 'open' && row.customer === 'Harbour Trust')],
    ['List all invoices for Galway or Tralee', count(invoices, ({ city }) => city === 'Galway' || city === 'Tralee')],
    ['How many invoices of customers in Galway are overdue?', count(invoices, (row) => row.city === 'Galway' && row.status === 'overdue')],
    ['How many different customers are there in the invoices?', 8],
    ['How many customers are there?', 8],
    [
      'How many customers have invoices over 4000?',
      new Set(invoices.filter(({ amount }) => amount > 4_000).map((row) => row.customer)).size,
    ],
    ['Top 3 invoices by amount', 3],
    ['What are the five largest invoices?', 5],
    ['What is the latest invoice?', 1],
    ['How many employees do we have?', 40],
    ['How many people work in Vienna?', count(people, ({ office }) => office === 'Vienna')],
    ['How many employees work in Sales in Cork?', count(people, (row) => row.office === 'Cork' && row.department === 'Sales')],
    ['How many employees were hired since 2020?', count(people, ({ hired }) => hired >= '2020')],
    ['List the employees hired between 2015 and 2017', count(people, ({ hired }) => hired >= '2015' && hired < '2018')],
    ['How many employees have more than 25 leave days?', count(people, ({ leave_days }) => leave_days > 25)],
    ['Who has the highest salary?', 1],
    ['Which items are out of stock?', count(goods, (row) => !inStock(row))],
    ['Which items in stock cost less than 100 euros?', count(goods, (row) => inStock(row) && row.price_eur < 100)],
    ['What is the cheapest item in the category safety?', 1],
    ['How many items cost at most 100?', count(goods, ({ price_eur }) => price_eur <= 100)],
    ['How many categories are there?', 3],
  ])('%s', (question, expected) => {
    expect(figureOf(ask(question))).toBe(expected);
  });
});

describe('a sum or an average of an office is', () => {
  test.each<readonly [string, number]>([
    ['What is the total amount of the invoices?', sum(invoices, ({ amount }) => amount)],
    [
      'What is the sum of all overdue invoices?',
      sum(
        invoices.filter(({ status }) => status === 'overdue'),
        ({ amount }) => amount,
      ),
    ],
    [
      'What is the total amount of open invoices in May?',
      sum(
        invoices.filter((row) => row.status === 'open' && inMonth('2026-05')(row)),
        ({ amount }) => amount,
      ),
    ],
    [
      'What is the average amount of the invoices of Aran Ferries?',
      average(
        invoices.filter(({ customer }) => customer === 'Aran Ferries'),
        ({ amount }) => amount,
      ),
    ],
    [
      'What is the average salary of the Sales department?',
      average(
        people.filter(({ department }) => department === 'Sales'),
        ({ salary }) => salary,
      ),
    ],
    ['How many leave days does Ada Byrne have?', people[0]?.leave_days ?? 0],
    [
      'What is the total of leave days in the Workshop?',
      sum(
        people.filter(({ department }) => department === 'Workshop'),
        ({ leave_days }) => leave_days,
      ),
    ],
    [
      'How many life jackets are in stock?',
      sum(
        goods.filter(({ item }) => item.startsWith('Life jacket')),
        ({ stock }) => stock,
      ),
    ],
    [
      'What is the average price of the items in the category instruments?',
      average(
        goods.filter(({ category }) => category === 'instruments'),
        ({ price_eur }) => price_eur,
      ),
    ],
  ])('%s', (question, expected) => {
    expect(cents(figureOf(ask(question)))).toBe(cents(expected));
  });
});

describe('a figure for each of some groups is', () => {
  const grouped = <Row>(rows: readonly Row[], by: (row: Row) => string, of: (group: readonly Row[]) => number): string =>
    [...Map.groupBy(rows, by)]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, group]) => `${key} ${of(group)}`)
      .join(', ');
  const size = (group: readonly unknown[]): number => group.length;

  test.each<readonly [string, string]>([
    ['How many invoices per month?', grouped(invoices, ({ date }) => date.slice(0, 7), size)],
    ['How many invoices does each customer have?', grouped(invoices, ({ customer }) => customer, size)],
    ['How many employees per office?', grouped(people, ({ office }) => office, size)],
    [
      'What is the highest salary by department?',
      grouped(
        people,
        ({ department }) => department,
        (group) => Math.max(...group.map(({ salary }) => salary)),
      ),
    ],
    ['How many paid invoices for each city?', grouped(invoices.filter(paid), ({ city }) => city, size)],
    ['Which city has the most invoices?', `Galway ${count(invoices, ({ city }) => city === 'Galway')}`],
    ['List the different categories', grouped(goods, ({ category }) => category, size)],
  ])('%s', (question, expected) => {
    expect(figureOf(ask(question))).toBe(expected);
  });
});

describe('nothing is said of rows where', () => {
  test.each([
    // A word that the table does not know.
    'How many invoices are unpaid?',
    'How many purple invoices are there?',
    'How many invoices did we lose in March?',
    'How many invoices last month?',
    'How many employees earn more than the average?',
    // A restriction that cannot be placed.
    'How many items do not cost more than 20 euros?',
    'How many invoices from 3 March 2026?',
    'How many employees are there in March?',
    'How many invoices were paid in February 2026?',
    'How many invoices are dated 3/4/2026?',
    // Things or pieces.
    'How many items are in stock?',
    // Any of several tables, or none of them.
    'How many are there?',
    'What is the average?',
    'Show the totals.',
    'What is the total?',
    // What stands in texts.
    'How many days of leave may I carry over?',
    'What is the maximum number of hours I may work?',
    'How much does it cost?',
    'Summarise the invoices',
    'Quanti clienti ci sono?',
    `How many ${'of the '.repeat(60)}invoices are there?`,
  ])('it would be a guess: %s', (question) => {
    expect(ask(question)).toBe(null);
  });

  test('the figures of a column are of several currencies', async () => {
    const mixed = await tablesOf({ 'orders.csv': 'order,amount,currency\nA,10,EUR\nB,20,USD\nC,30,EUR\n' });
    expect(mixed('What is the total amount of the orders?')).toBe(null);
    expect(figureOf(mixed('How many orders are there?'))).toBe(3);
  });

  test('the money asked for is another than that of the column', async () => {
    const priced = await tablesOf({ 'prices.csv': 'item,price_eur\nLamp,10\nChair,20\n' });
    expect(priced('How many items cost more than 15 dollars?')).toBe(null);
    expect(figureOf(priced('How many items cost more than 15 euros?'))).toBe(1);
  });

  test('days cannot be told from months', async () => {
    const slashed = await tablesOf({ 'visits.csv': 'visitor,date\nAda,01/02/2026\nBen,03/04/2026\n' });
    expect(slashed('How many visits in February 2026?')).toBe(null);
    const clear = await tablesOf({ 'visits.csv': 'visitor,date\nAda,01/02/2026\nBen,13/04/2026\n' });
    expect(figureOf(clear('How many visits in February 2026?'))).toBe(1);
  });
});

test('names that look like figures are not added up', async () => {
  const numbered = await tablesOf({ 'bookings.csv': 'booking,seats\nBK-1001,2\nBK-1002,4\nBK-1003,3\n' });
  expect(numbered('What is the total of the bookings?')?.sql).toBe('SELECT sum("seats") FROM "bookings"');
});

test('cells without a figure are not said to have been added', async () => {
  const days = await tablesOf({ 'crew.csv': 'person,days\nAda,12\nBen,8\nCleo,as agreed\nDara,4\n' });
  expect(days('What is the average of the days of the crew?')).toMatchObject({ rows: [[8]], evidence: 3 });
});
