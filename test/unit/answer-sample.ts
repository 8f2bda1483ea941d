import type { Answer } from '../../core/types.ts';

/** A stored answer of the collection `leave`, with some of its fields as the test wants them. */
export function answerOf(id: string, details: Partial<Answer> = {}): Answer {
  return {
    ...{ id, collection: 'leave', conversationId: null, createdAt: '2026-11-24T08:00:00.000Z', question: 'How many days?' },
    ...{ text: 'Thirty days. [1]', outcome: 'found', abstained: false, confidence: 0.9, generator: 'scripted', model: 'scripted' },
    plan: {
      ...{ mode: 'whole', reason: 'It fits.', promptTokens: 900, windowTokens: 8000, reservedTokens: 1024 },
      ...{ collectionTokens: 800, documentsIn: 1, documentsTotal: 1, predictedMs: null, coldMs: null },
      ...{
        kind: 'look-up',
        why: { cause: 'everything-fits', figure: null },
        countedBy: 'gemma',
        cachedTokens: 0,
        alternatives: [],
        memory: null,
      },
    },
    citations: [],
    table: null,
    passages: [],
    receipt: {
      ...{
        mode: 'whole',
        reason: 'It fits.',
        documents: [],
        moreRead: 0,
        sections: null,
        sql: null,
        promptHash: 'aa',
        promptTokens: 900,
        serverPromptTokens: null,
      },
      ...{ cachedTokens: null, isCacheInferred: false, outputTokens: 5, modelDigest: null, options: {}, warnings: [] },
      ...{ passages: [], images: [], promptParts: null },
      timings: { searchMs: 0, firstTokenMs: 1, totalMs: 2 },
    },
    ...details,
  };
}
