/** The states of the page that the screenshots show, each a whole fake server and the steps to get there. */
import type { CollectionSummary, DocumentId, DocumentRecord, Job, Ledger, ModelDescription, Place, Plan, WarmUp } from '../core/types.ts';
import type { FakeEvent, FakeState } from './fake-api.ts';

export interface ScreenshotState {
  readonly name: string;
  readonly path: string;
  readonly server: FakeState;
  /** What to do once the page is there: asked, then clicked in order, then `hover` is what the pointer rests on. */
  readonly question: string | null;
  readonly clicks: readonly string[];
  readonly hover: string | null;
  /** True when the interesting part is in the shelf, which is a drawer on a narrow page. */
  readonly isOnShelf: boolean;
}

const text = [
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

const spanOf = (words: string): { readonly start: number; readonly end: number } => {
  const start = text.indexOf(words);
  return { start, end: start + words.length };
};

const outline = ['Leave and holidays', 'Annual leave', 'Carrying over', 'Sickness'].map((title, index) => ({
  title,
  depth: index === 0 ? 1 : 2,
  ...spanOf(title),
}));

const noPlace: Place = { page: null, lineStart: 7, lineEnd: 7, heading: 'Annual leave', sheet: null, cells: null, table: null, boxes: [] };

const quotes = [
  'Full-time staff receive 28 days of annual leave each calendar year.',
  'Up to 5 unused days may be carried over. They must be taken before 31 March of the following year, or they lapse.',
] as const;

const verified = quotes.map((quote, index) => ({
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

const rejected = {
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

const sampleDocuments = sources.map(([source, format, pages, tokens], index) => record(index, source, format, pages, tokens));

const troubled: readonly DocumentRecord[] = [
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

const hugeDocuments = Array.from({ length: 10_000 }, (_, index) =>
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

const summary = (name: string, documents: number, tokens: number): CollectionSummary => ({
  name,
  documents,
  chunks: documents * 9,
  tokens,
  sizeBytes: tokens * 6,
  updatedAt: name === 'sample' ? '2026-11-24T08:00:00.000Z' : '2026-11-20T08:00:00.000Z',
});

const extractive: ModelDescription = {
  id: 'extractive',
  engine: 'extractive',
  contextTokens: 0,
  embeds: false,
  loaded: true,
  digest: null,
  sizeBytes: null,
  parameters: null,
  memory: null,
};
const gemma: ModelDescription = {
  ...extractive,
  id: 'gemma4:12b',
  engine: 'ollama',
  contextTokens: 262_144,
  sizeBytes: 8_100_000_000,
  parameters: '12B',
};

const retrievePlan: Plan = {
  mode: 'retrieve',
  kind: 'look-up',
  reason: 'No model is asked: the best sentences are quoted.',
  promptTokens: 0,
  windowTokens: 0,
  reservedTokens: 0,
  collectionTokens: 10_002,
  countedBy: 'gemma',
  documentsIn: 9,
  documentsTotal: 9,
  predictedMs: null,
  coldMs: null,
  cachedTokens: 0,
  alternatives: [],
  memory: null,
};

const ways: Plan['alternatives'] = [
  { mode: 'whole', possible: true, reason: 'Everything fits.', promptTokens: 190_213, predictedMs: 240_000 },
  { mode: 'retrieve', possible: true, reason: 'The best passages, up to 8,000 tokens.', promptTokens: 8_412, predictedMs: 11_000 },
  {
    mode: 'sections',
    possible: true,
    reason: 'The best sections in full, up to 24,000 tokens.',
    promptTokens: 24_380,
    predictedMs: 31_000,
  },
  { mode: 'scan', possible: true, reason: 'Every section is read, in 24 parts.', promptTokens: 199_800, predictedMs: 264_000 },
];

const wholePlan: Plan = {
  ...retrievePlan,
  mode: 'whole',
  reason: 'All 9 documents fit the window of gemma4:12b.',
  promptTokens: 190_213,
  windowTokens: 262_144,
  reservedTokens: 1024,
  predictedMs: 240_000,
  coldMs: 240_000,
  alternatives: ways,
};

const tooLongPlan: Plan = {
  ...wholePlan,
  mode: 'scan',
  kind: 'complete',
  reason:
    'The collection has 412,900 tokens and the window of gemma4:12b 262,144. The question is about everything, so every section is read, some at a time.',
  promptTokens: 431_200,
  collectionTokens: 412_900,
  predictedMs: 560_000,
  coldMs: 560_000,
  alternatives: [
    { mode: 'whole', possible: false, reason: 'Short by 152,310 tokens.', promptTokens: 414_454, predictedMs: null },
    ...ways.slice(1, 3),
    { mode: 'scan', possible: true, reason: 'Every section is read, in 52 parts.', promptTokens: 431_200, predictedMs: 560_000 },
  ],
};

const ledger: Ledger = {
  tokens: 184_100,
  packedTokens: 189_800,
  documents: [],
  models: [
    {
      id: 'gemma4:12b',
      engine: 'ollama',
      windowTokens: 262_144,
      neededTokens: 191_237,
      spareTokens: 70_907,
      fits: true,
      leaveOut: [],
      memory: { neededBytes: 19_300_000_000, availableBytes: 26_000_000_000 },
      verdict: '',
    },
    {
      id: 'gemma4:e4b',
      engine: 'ollama',
      windowTokens: 131_072,
      neededTokens: 191_237,
      spareTokens: -60_165,
      fits: false,
      leaveOut: ['contracts/cleaning.pdf', 'database/schema.sql'],
      memory: { neededBytes: 19_300_000_000, availableBytes: 16_000_000_000 },
      verdict: '',
    },
  ],
};

const warmUp = (changed: Partial<WarmUp>): WarmUp => ({
  state: 'cold',
  model: 'gemma4:12b',
  done: 0,
  total: 190_213,
  etaMs: null,
  reason: '',
  ...changed,
});

const answerText = [
  'Full-time staff get **28 days** of annual leave in each calendar year. [1] Part-time staff get them in proportion to their hours.',
  '',
  'Up to five unused days can be carried over; they must be taken before 31 March. [2] Days beyond that are paid out in cash. [3]',
].join('\n');

const answer = {
  id: 'answer-1',
  collection: 'sample',
  conversationId: 'talk-1',
  createdAt: '2026-11-24T08:10:00.000Z',
  question: 'How many days of annual leave do I get, and how many can I carry over?',
  text: answerText,
  abstained: false,
  confidence: 0.82,
  generator: 'ollama',
  model: 'gemma4:12b',
  plan: wholePlan,
  citations: [...verified, rejected],
  passages: [] as unknown[],
  receipt: {
    mode: 'whole',
    reason: wholePlan.reason,
    documents: sampleDocuments.map(({ id, source, tokens }) => ({ documentId: id, source, tokens, used: true, why: '' })),
    sections: { read: 34, total: 34 },
    sql: null,
    promptHash: 'cd'.repeat(32),
    promptTokens: 190_213,
    serverPromptTokens: 190_213,
    cachedTokens: 189_900,
    outputTokens: 74,
    modelDigest: null,
    passages: [],
    promptParts: null,
    images: [],
    options: {},
    timings: { searchMs: 4, firstTokenMs: 2900, totalMs: 7400 },
    warnings: [],
  },
};

const abstained = {
  ...answer,
  id: 'answer-2',
  question: 'Who won the football match on Saturday?',
  text: 'These documents do not say who won a football match.',
  abstained: true,
  confidence: 0.12,
  citations: [],
  passages: quotes.map((quote, index) => ({
    number: index + 1,
    documentId: 'document-0',
    source: 'handbook/leave.md',
    title: '',
    ...spanOf(quote),
    text: quote,
    tokens: 20,
  })),
};

const scanned = {
  ...answer,
  id: 'answer-3',
  question: 'List every kind of leave.',
  plan: tooLongPlan,
  receipt: {
    ...answer.receipt,
    mode: 'scan',
    sections: { read: 312, total: 312 },
    sql: 'SELECT kind, days FROM leave WHERE days > 0\nORDER BY kind',
  },
};

const withReceipt = {
  ...answer,
  receipt: {
    ...answer.receipt,
    documents: answer.receipt.documents.map((use, index) =>
      index < 6
        ? { ...use, why: 'It has words of the question.' }
        : { ...use, used: false, why: 'Nothing in it was among the best passages.' },
    ),
    images: [
      {
        documentId: 'document-2',
        source: 'minutes/2026-09-board.docx',
        ...spanOf(quotes[0]),
        mediaType: 'image/png',
        sizeBytes: 48_200,
        tokens: 280,
      },
    ],
    modelDigest: 'ef'.repeat(32),
    options: { num_ctx: 262_144, temperature: 0, seed: 7 },
    promptParts: { systemHash: 'ab'.repeat(32), documents: [], history: [], question: answer.question },
    warnings: ['ollama counted 12 tokens more than we did; the answer stands.'],
  },
};

const talk = (...answers: readonly { readonly question: string }[]): FakeState['conversations'] => [
  { id: 'talk-1', title: answers[0]?.question ?? '', answers },
  { id: 'talk-2', title: 'Which tables hold invoices and payments?', answers: [] },
];

const job = (changed: Partial<Job>): Job => ({
  id: 'job-1',
  collection: 'sample',
  state: 'running',
  done: 9,
  total: 41,
  etaMs: 12_000,
  current: 'scans/lease-1998.pdf',
  report: null,
  reason: '',
  createdAt: '2026-11-24T07:59:00.000Z',
  ...changed,
});

const report: Job['report'] = {
  added: 10,
  changed: 0,
  unchanged: 0,
  removed: 0,
  skipped: 1,
  failed: 1,
  tookMs: 14_200,
  lines: troubled
    .slice(-3)
    .map(({ source, status, reason, warnings }) => ({ source, outcome: status === 'indexed' ? 'added' : status, reason, warnings })),
};

const findings: FakeState['examination']['findings'] = [
  { area: 'runtime', state: 'good', message: 'Node 24.21.0 on linux x64, 34 GB of memory.', remedy: '' },
  { area: 'collection', state: 'good', message: '"sample": 9 documents in 81 chunks, all whole.', remedy: '' },
  {
    area: 'model',
    state: 'bad',
    message: 'gemma4:12b keeps nothing of what it has read: the same 8,192 tokens took 11.2 seconds twice.',
    remedy: 'Ollama before 0.30 does that with Gemma. Install a newer Ollama.',
  },
  {
    area: 'model',
    state: 'doubtful',
    message: 'No model at http://127.0.0.1:1234 (openai).',
    remedy: 'Start the model server there, or name its address: CARREL_OPENAI_URL.',
  },
  { area: 'network', state: 'good', message: 'Connections opened by this examination: 127.0.0.1 (4).', remedy: '' },
];

const measured: FakeState['examination']['measurements'] = [
  {
    model: 'gemma4:12b',
    engine: 'ollama',
    measuredAt: '2026-11-24T07:40:00.000Z',
    prefillTokensPerSecond: 792.4,
    decodeTokensPerSecond: 31.2,
    reuse: [
      { promptTokens: 2_048, coldMs: 2_400, warmMs: 310, reusedShare: 0.98 },
      { promptTokens: 8_192, coldMs: 10_200, warmMs: 380, reusedShare: 0.97 },
      { promptTokens: 32_768, coldMs: 44_100, warmMs: 43_800, reusedShare: 0 },
    ],
    overflow: 'refused',
    coldEqualsWarm: true,
  },
];

const base: FakeState = {
  collections: [summary('sample', 9, 10_002), summary('Handbook', 214, 190_213)],
  documents: sampleDocuments,
  models: [extractive, gemma],
  plan: wholePlan,
  planModel: gemma.id,
  conversations: [],
  jobs: [],
  text,
  outline,
  pageStarts: [],
  events: ['hold'],
  ledger,
  warmUp: null,
  examination: { findings, measurements: [] },
  trial: [{ name: 'progress', data: { step: 'gemma4:12b: 8,192 tokens read' } }, 'hold'],
};

const problem = (code: string, detail: string, hint: string): FakeEvent => ({
  name: 'problem',
  data: { type: '', title: code, status: 503, code, detail, hint },
});

const plain = { path: '/c/sample', server: base, question: null, clicks: [], hover: null, isOnShelf: false } as const;
const inTalk = { ...plain, path: '/c/sample/talk-1', server: { ...base, conversations: talk(answer) } } as const;

export const screenshotStates: readonly ScreenshotState[] = [
  { ...plain, name: 'first-start', server: { ...base, models: [extractive], plan: retrievePlan, planModel: extractive.id } },
  { ...plain, name: 'no-collection', path: '/', server: { ...base, collections: [], documents: [] }, isOnShelf: true },
  { ...plain, name: 'model-found' },
  {
    ...plain,
    name: 'waiting',
    question: answer.question,
    server: {
      ...base,
      events: [
        { name: 'plan-ready', data: { plan: wholePlan } },
        { name: 'progress', data: { phase: 'reading', done: 88_400, total: 190_213, etaMs: 130_000 } },
        'hold',
      ],
    },
  },
  {
    ...plain,
    name: 'streaming',
    question: answer.question,
    server: {
      ...base,
      events: [
        { name: 'plan-ready', data: { plan: wholePlan } },
        { name: 'text-delta', data: { text: answerText.slice(0, 170) } },
        { name: 'citation-found', data: { citation: verified[0] } },
        'hold',
      ],
    },
  },
  { ...inTalk, name: 'answer' },
  { ...inTalk, name: 'hover', hover: '.mark.verified' },
  { ...inTalk, name: 'unverified', hover: '.mark.hollow' },
  { ...inTalk, name: 'source', path: '/c/sample/talk-1?answer=answer-1&citation=2' },
  { ...inTalk, name: 'not-in-documents', server: { ...base, conversations: talk(abstained) } },
  {
    ...plain,
    name: 'ingest',
    server: { ...base, jobs: [job({})], documents: troubled.map((known) => ({ ...known, ingestedAt: '2026-11-24T08:01:00.000Z' })) },
    isOnShelf: true,
  },
  { ...plain, name: 'report', server: { ...base, jobs: [job({ state: 'done', done: 41, report })], documents: troubled }, isOnShelf: true },
  {
    ...plain,
    name: 'fault',
    question: answer.question,
    server: {
      ...base,
      events: [
        { name: 'plan-ready', data: { plan: wholePlan } },
        problem('model-unreachable', 'Ollama at http://127.0.0.1:11434 stopped answering', 'Start it again with “ollama serve”.'),
      ],
    },
  },
  {
    ...plain,
    name: 'empty-collection',
    server: { ...base, collections: [summary('Plans', 0, 0)], documents: [] },
    path: '/c/Plans',
    isOnShelf: true,
  },
  {
    ...plain,
    name: 'huge',
    server: { ...base, collections: [summary('Reports', 10_000, 18_000_000)], documents: hugeDocuments },
    path: '/c/Reports',
    isOnShelf: true,
  },
  { ...plain, name: 'cold', server: { ...base, warmUp: warmUp({}) } },
  { ...plain, name: 'reading-ahead', server: { ...base, warmUp: warmUp({ state: 'reading', done: 88_400, etaMs: 130_000 }) } },
  {
    ...plain,
    name: 'warm',
    server: {
      ...base,
      plan: { ...wholePlan, cachedTokens: 189_900, predictedMs: 3_000 },
      warmUp: warmUp({ state: 'warm', done: 190_213 }),
    },
  },
  {
    ...plain,
    name: 'reading-ahead-failed',
    server: {
      ...base,
      warmUp: warmUp({ state: 'failed', reason: 'Ollama ran out of memory. Close other programs, or choose a smaller model.' }),
    },
  },
  { ...plain, name: 'ways', clicks: ['.ways > button'], server: { ...base, plan: tooLongPlan } },
  { ...plain, name: 'ledger', clicks: ['.ledger-model:not([open]) .short'], isOnShelf: true },
  {
    ...plain,
    name: 'in-line',
    question: answer.question,
    server: {
      ...base,
      events: [
        { name: 'plan-ready', data: { plan: wholePlan } },
        { name: 'progress', data: { phase: 'waiting', done: 1, total: 3, etaMs: 95_000 } },
        'hold',
      ],
    },
  },
  {
    ...plain,
    name: 'scanning',
    question: 'List every contract that ends in 2027.',
    server: {
      ...base,
      plan: tooLongPlan,
      events: [
        { name: 'plan-ready', data: { plan: tooLongPlan } },
        { name: 'progress', data: { phase: 'reading', done: 118, total: 312, etaMs: 340_000 } },
        'hold',
      ],
    },
  },
  { ...inTalk, name: 'scanned', server: { ...base, conversations: talk(scanned) } },
  { ...inTalk, name: 'receipt', clicks: ['.answer-foot .receipt > summary'], server: { ...base, conversations: talk(withReceipt) } },
  {
    ...inTalk,
    name: 'exact-prompt',
    clicks: ['.answer-foot .receipt > summary', '.receipt > .button'],
    server: { ...base, conversations: talk(withReceipt) },
  },
  { ...plain, name: 'doctor', path: '/c/sample?show=doctor' },
  { ...plain, name: 'trial', path: '/c/sample?show=doctor', clicks: ['.findings .button'] },
  { ...plain, name: 'tried', path: '/c/sample?show=doctor', server: { ...base, examination: { findings, measurements: measured } } },
];
