/** Models, plans, ledger and reading ahead of the screenshots. */
import type { Ledger, ModelDescription, Plan, WarmUp } from '../core/types.ts';

export const extractive: ModelDescription = {
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
export const gemma: ModelDescription = {
  ...extractive,
  id: 'gemma4:12b',
  engine: 'ollama',
  contextTokens: 262_144,
  sizeBytes: 8_100_000_000,
  parameters: '12B',
};

export const retrievePlan: Plan = {
  mode: 'retrieve',
  kind: 'look-up',
  reason: 'No model is asked: the best sentences are quoted.',
  promptTokens: 0,
  windowTokens: 0,
  reservedTokens: 0,
  collectionTokens: 10_002,
  why: { cause: 'no-model', figure: null },
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

export const wholePlan: Plan = {
  ...retrievePlan,
  mode: 'whole',
  reason: 'All 9 documents fit the window of gemma4:12b.',
  why: { cause: 'everything-fits', figure: null },
  promptTokens: 190_213,
  windowTokens: 262_144,
  reservedTokens: 1024,
  predictedMs: 240_000,
  coldMs: 240_000,
  alternatives: ways,
};

export const tooLongPlan: Plan = {
  ...wholePlan,
  mode: 'scan',
  kind: 'complete',
  reason:
    'The collection has 412,900 tokens and the window of gemma4:12b 262,144. The question is about everything, so every section is read, some at a time.',
  why: { cause: 'window-too-small', figure: null },
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

export const ledger: Ledger = {
  tokens: 184_100,
  packedTokens: 189_800,
  documents: [],
  moreDocuments: 0,
  models: [
    {
      id: 'gemma4:12b',
      engine: 'ollama',
      windowTokens: 262_144,
      neededTokens: 191_237,
      spareTokens: 70_907,
      fits: true,
      leaveOut: [],
      moreToLeaveOut: 0,
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
      moreToLeaveOut: 0,
      memory: { neededBytes: 19_300_000_000, availableBytes: 16_000_000_000 },
      verdict: '',
    },
  ],
};

export const warmUp = (changed: Partial<WarmUp>): WarmUp => ({
  state: 'cold',
  model: 'gemma4:12b',
  done: 0,
  total: 190_213,
  etaMs: null,
  reason: '',
  ...changed,
});
