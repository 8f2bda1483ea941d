/** Documents and collections of the screenshots. */
import { readFileSync } from 'node:fs';
import type { CollectionSummary, DocumentId, DocumentRecord, Place } from '../core/types.ts';

export const text = [
  '# Leave and holidays',
  '',
  'Everyone has a right to rest, and planning it early makes it easier for all.',
  '',
  '## Annual leave',
  '',
  'Full-time staff receive 28 days of annual leave each calendar year. Part-time staff receive the same number of days in proportion to their weekly hours.',
  '',
  '## Carrying over',
  '',
  'Up to 5 unused days may be carried over. They must be taken before 31 March of the following year, or they lapse.',
  '',
  '- Ask your team lead before you book anything.',
  '- Enter the days in the calendar once they are agreed.',
  '',
  '## Sickness',
  '',
  ...Array.from({ length: 40 }, (_, line) => `${line + 1}. Please call before 9:00 on the first day, and bring a note on the fourth.`),
].join('\n');

export const spanOf = (words: string): { readonly start: number; readonly end: number } => {
  const start = text.indexOf(words);
  return { start, end: start + words.length };
};

export const outline = ['Leave and holidays', 'Annual leave', 'Carrying over', 'Sickness'].map((title, index) => ({
  title,
  depth: index === 0 ? 1 : 2,
  ...spanOf(title),
}));

const noPlace: Place = {
  page: null,
  lineStart: 7,
  lineEnd: 7,
  heading: 'Annual leave',
  sheet: null,
  cells: null,
  table: null,
  boxes: [],
};

const sampleFile = (path: string): string => readFileSync(new URL(`../data/sample/${path}`, import.meta.url), 'utf8');
export const priceList = sampleFile('price-list-2026.csv');
export const program = sampleFile('billing/app/Services/InvoiceTotals.php');

export const quotes = [
  'Full-time staff receive 28 days of annual leave each calendar year.',
  'Up to 5 unused days may be carried over. They must be taken before 31 March of the following year, or they lapse.',
] as const;

export const verified = quotes.map((quote, index) => ({
  number: index + 1,
  documentId: 'document-0',
  source: 'handbook/leave.md',
  title: 'Leave and holidays',
  ...spanOf(quote),
  quote,
  status: 'verified',
  reason: null,
  place: { ...noPlace, lineStart: 7 + 4 * index, lineEnd: 7 + 4 * index, heading: index === 0 ? 'Annual leave' : 'Carrying over' },
}));

export const rejected = {
  number: 3,
  documentId: 'document-1',
  source: 'contracts/cleaning.pdf',
  title: 'Cleaning contract',
  start: 0,
  end: 0,
  quote: 'Unused days are paid out in cash at the end of the year.',
  status: 'rejected',
  reason: 'quote-not-found',
  place: { ...noPlace, page: 3, heading: null },
};

const sources = [
  ['handbook/leave.md', 'markdown', 0, 812],
  ['contracts/cleaning.pdf', 'pdf', 6, 2440],
  ['minutes/2026-09-board.docx', 'docx', 0, 1310],
  ['prices/2026.csv', 'csv', 0, 960],
  ['letters/landlord.eml', 'email', 0, 540],
  ['notices/اوقات کار کا اعلان.md', 'markdown', 0, 380],
  ['database/schema.sql', 'sql', 0, 1750],
  ['database/invoice.php', 'code', 0, 690],
  ['handbook/expenses.md', 'markdown', 0, 1120],
] as const;

function record(index: number, source: string, format: string, pages: number, tokens: number): DocumentRecord {
  return {
    id: `document-${index}` as DocumentId,
    source,
    title: source,
    format,
    status: 'indexed',
    reason: '',
    warnings: [],
    pages,
    characters: tokens * 4,
    tokens,
    chunks: Math.ceil(tokens / 200),
    sizeBytes: tokens * 5,
    hash: 'ab'.repeat(32),
    language: 'en',
    ingestedAt: '2026-11-24T08:00:00.000Z',
  };
}

export const sampleDocuments = sources.map(([source, format, pages, tokens], index) => record(index, source, format, pages, tokens));

export const troubled: readonly DocumentRecord[] = [
  ...sampleDocuments,
  {
    ...record(20, 'scans/lease-1998.pdf', 'pdf', 12, 2100),
    warnings: ['3 of 12 pages hold no text: scanned? Their words cannot be found.'],
  },
  {
    ...record(21, 'archive/old-budget.xls', 'unknown', 0, 0),
    status: 'failed',
    reason: 'The file is protected by a password. Save it without one and add it again.',
  },
  { ...record(22, 'video/tour.mp4', 'unknown', 0, 0), status: 'skipped', reason: 'Not a text format that is read.' },
];

export const hugeDocuments = Array.from({ length: 10_000 }, (_, index) =>
  record(
    index,
    index === 1
      ? `reports/${'a very long name that somebody once typed '.repeat(7)}.pdf`
      : `reports/2026/report-${String(index).padStart(5, '0')}.pdf`,
    'pdf',
    4,
    1800,
  ),
);

export const summary = (name: string, documents: number, tokens: number): CollectionSummary => ({
  name,
  documents,
  chunks: documents * 9,
  tokens,
  doubtful: 0,
  unread: 0,
  sizeBytes: tokens * 6,
  updatedAt: name === 'sample' ? '2026-11-24T08:00:00.000Z' : '2026-11-20T08:00:00.000Z',
});
