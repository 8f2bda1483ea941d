/** Tables of an office: 200 invoices, 40 people, 24 things in a store. The same each time; no row is like another. */

export interface Invoice {
  readonly invoice: string;
  readonly customer: string;
  readonly city: string;
  readonly date: string;
  readonly due_date: string;
  readonly amount: number;
  readonly status: string;
}

const customers = [
  ['Harbour Trust', 'Cobh'],
  ['Blue Reef Ltd', 'Dublin'],
  ['Aran Ferries', 'Galway'],
  ['Kerry Salmon', 'Tralee'],
  ['Port of Cork', 'Cork'],
  ['Shannon Lines', 'Limerick'],
  ['Dingle Diving', 'Tralee'],
  ['Moher Tours', 'Galway'],
] as const;
const states = ['paid', 'open', 'paid', 'overdue', 'paid'] as const;

const day = (index: number): string => new Date(Date.UTC(2026, 0, 2 + index)).toISOString().slice(0, 10);

export const invoices: readonly Invoice[] = Array.from({ length: 200 }, (_, index) => {
  const [customer, city] = customers[(index * 5 + Math.floor(index / 7)) % customers.length] ?? customers[0];
  return {
    invoice: `INV-${1001 + index}`,
    customer,
    city,
    date: day(index),
    due_date: day(index + 30),
    amount: Math.round(((index * 137.35) % 4900) * 100) / 100 + 25,
    status: states[(index * 3) % states.length] ?? 'paid',
  };
});

export interface Person {
  readonly name: string;
  readonly department: string;
  readonly office: string;
  readonly salary: number;
  readonly hired: string;
  readonly leave_days: number;
}

const firstNames = 'Ada Ben Cleo Dara Eoin Fay Gus Hana Ivo Jana Kit Lia Max Nora Owen Pia Quin Rita Sam Tess'.split(' ');
const lastNames = 'Byrne Casey'.split(' ');
const departments = ['Survey', 'Sales', 'Accounts', 'Workshop'] as const;
const offices = ['Cork', 'Lahore', 'Vienna'] as const;

export const people: readonly Person[] = Array.from({ length: 40 }, (_, index) => ({
  name: `${firstNames[index % 20]} ${lastNames[Math.floor(index / 20)]}`,
  department: departments[(index * 7) % 4] ?? 'Survey',
  office: offices[(index * 5) % 3] ?? 'Cork',
  salary: 30_000 + ((index * 1_730) % 41_000),
  hired: `${2012 + (index % 14)}-${String(1 + (index % 12)).padStart(2, '0')}-15`,
  leave_days: 20 + (index % 9),
}));

export interface Good {
  readonly item: string;
  readonly category: string;
  readonly price_eur: number;
  readonly stock: number;
}

export const goods: readonly Good[] = Array.from({ length: 24 }, (_, index) => ({
  item: `${['Desk lamp', 'Office chair', 'Life jacket', 'Echo sounder', 'Chart table', 'Rope'][index % 6]} ${'ABCD'[Math.floor(index / 6)]}`,
  category: ['furniture', 'furniture', 'safety', 'instruments', 'furniture', 'safety'][index % 6] ?? 'safety',
  price_eur: 12.5 + ((index * 89) % 640),
  stock: (index * 5) % 17 === 0 || index % 11 === 0 ? 0 : (index * 5) % 17,
}));

function csvOf(rows: readonly object[]): string {
  const names = Object.keys(rows[0] ?? {});
  return `${[names.join(','), ...rows.map((row) => Object.values(row).join(','))].join('\n')}\n`;
}

export const officeFiles: Readonly<Record<string, string>> = {
  'accounts/invoices-2026.csv': csvOf(invoices),
  'staff.csv': csvOf(people),
  'store/stock.csv': csvOf(goods),
};
