import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packAnswer, unpackAnswer } from '../../core/store/sqlite/answer-body.ts';
import type { Answer } from '../../core/types.ts';
import { answerSchema } from '../../server/http/answer-schemas.ts';
import { answerOnWire } from '../../server/wire.ts';

/** As version 0.1.0 wrote it before plans told every way to read. */
const old = {
  id: 'a',
  collection: 'office',
  conversationId: null,
  createdAt: '2026-11-01T08:00:00.000Z',
  question: 'How much is the rent?',
  text: 'The rent is 1,250. [1]',
  abstained: false,
  confidence: 0.8,
  generator: 'extractive',
  model: 'extractive',
  plan: {
    mode: 'retrieve',
    reason: 'No model is asked.',
    promptTokens: 0,
    windowTokens: 0,
    reservedTokens: 0,
    collectionTokens: 900,
    documentsIn: 1,
    documentsTotal: 1,
    predictedMs: null,
  },
  citations: [],
  passages: [],
  receipt: {
    mode: 'retrieve',
    reason: 'No model is asked.',
    documents: [],
    promptHash: 'ab',
    promptTokens: 0,
    serverPromptTokens: null,
    cachedTokens: null,
    outputTokens: 0,
    modelDigest: null,
    options: {},
    timings: { searchMs: 1, firstTokenMs: 1, totalMs: 2 },
    warnings: [],
  },
};

test('an answer of an older version is served in the shape of today', () => {
  const answer = unpackAnswer(deflateRawSync(JSON.stringify(old)));
  expect(answerSchema.safeParse(answerOnWire(answer)).error?.issues ?? []).toEqual([]);
  expect(answer.receipt).toMatchObject(old.receipt);
});

test('an answer of today comes back as it was kept', () => {
  const answer = unpackAnswer(deflateRawSync(JSON.stringify(old)));
  const changed: Answer = { ...answer, receipt: { ...answer.receipt, sections: { read: 3, total: 3 } } };
  expect(unpackAnswer(packAnswer(changed))).toEqual(changed);
});
