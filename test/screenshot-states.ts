/** The states of the page that the screenshots show, each a whole fake server and the steps to get there. */
import type { Job } from '../core/types.ts';
import type { FakeEvent, FakeState } from './fake-api.ts';
import { abstained, answer, answerText, scanned, withReceipt } from './screenshot-answers.ts';
import { hugeDocuments, outline, priceList, program, sampleDocuments, summary, text, troubled, verified } from './screenshot-documents.ts';
import { extractive, gemma, ledger, retrievePlan, tooLongPlan, warmUp, wholePlan } from './screenshot-window.ts';

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
  paused: null,
  createdAt: '2026-11-24T07:59:00.000Z',
  ...changed,
});

const report: Job['report'] = {
  added: 10,
  changed: 0,
  unchanged: 0,
  removed: 0,
  unpacked: 0,
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
      { promptTokens: 2_048, coldMs: 2_400, warmMs: 310, reusedShare: 0.98, factsAsked: 4, factsFound: 4 },
      { promptTokens: 8_192, coldMs: 10_200, warmMs: 380, reusedShare: 0.97, factsAsked: 4, factsFound: 4 },
      { promptTokens: 32_768, coldMs: 44_100, warmMs: 43_800, reusedShare: 0, factsAsked: 4, factsFound: 2 },
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
  trial: [{ name: 'progress', data: { step: '8,192 tokens read', done: 15_360, total: 64_512, etaMs: 140_000 } }, 'hold'],
};

const problem = (code: string, detail: string, hint: string): FakeEvent => ({
  name: 'problem',
  data: { type: '', title: code, status: 503, code, detail, hint },
});

const plain = { path: '/c/sample', server: base, question: null, clicks: [], hover: null, isOnShelf: false } as const;
const inTalk = { ...plain, path: '/c/sample/talk-1', server: { ...base, conversations: talk(answer) } } as const;

/** A document that is read beside the desk, with some of its words marked. */
function inDocument(name: string, document: number, shownText: string, marked: string): ScreenshotState {
  const start = shownText.indexOf(marked);
  const path = `/c/sample?document=document-${document}&at=${start}-${shownText.indexOf('\n', start)}`;
  const [head] = name === 'source-table' ? [{ title: '', depth: 1, start: 0, end: shownText.indexOf('\n') }] : [];
  return { ...plain, name, path, server: { ...base, text: shownText, outline: head === undefined ? [] : [head] } };
}

export const screenshotStates: readonly ScreenshotState[] = [
  { ...plain, name: 'first-start', server: { ...base, models: [extractive], plan: retrievePlan, planModel: extractive.id } },
  { ...plain, name: 'no-collection', path: '/', server: { ...base, collections: [], documents: [] } },
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
  inDocument('source-table', 3, priceList, 'CHT-A0'),
  inDocument('source-code', 7, program, 'private const VAT_PERCENT = 23;'),
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
  { ...plain, name: 'ledger', clicks: ['.ledger > summary', '.ledger-model:not([open]) .short'], isOnShelf: true },
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
    clicks: ['.answer-foot .receipt > summary', '.check > summary', '.check .button'],
    server: { ...base, conversations: talk(withReceipt) },
  },
  { ...plain, name: 'doctor', path: '/c/sample?show=doctor' },
  { ...plain, name: 'trial', path: '/c/sample?show=doctor', clicks: ['.findings .button'] },
  { ...plain, name: 'tried', path: '/c/sample?show=doctor', server: { ...base, examination: { findings, measurements: measured } } },
];
