/** Answers of the screenshots, with their citations and receipts. */
import { quotes, rejected, sampleDocuments, spanOf, verified } from './screenshot-documents.ts';
import { tooLongPlan, wholePlan } from './screenshot-window.ts';

export const answerText = [
  'Full-time staff get **28 days** of annual leave in each calendar year. [1] Part-time staff get them in proportion to their hours.',
  '',
  'Up to five unused days can be carried over; they must be taken before 31 March. [2] Days beyond that are paid out in cash. [3]',
].join('\n');

export const answer = {
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

export const abstained = {
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

export const scanned = {
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

export const withReceipt = {
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
