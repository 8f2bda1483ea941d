/** Shapes of answers on the wire: citations, passages and the receipt. */
import { z } from 'zod';
import { placeSchema, planMode, planSchema } from './schemas.ts';

const count = z.int().min(0);
const milliseconds = z.number().min(0);

/** A stretch of a document's text, and what people call the document. */
const stretch = { documentId: z.string(), source: z.string(), title: z.string(), start: count, end: count };

const citationSchema = z
  .strictObject({
    number: z.int().min(1),
    ...stretch,
    quote: z.string(),
    status: z.enum(['verified', 'rejected']),
    reason: z
      .enum([
        'no-such-passage',
        'quote-not-found',
        'not-supported',
        'picture-only',
        'number-differs',
        'name-differs',
        'negation-differs',
        'out-of-date',
      ])
      .nullable(),
    place: placeSchema,
  })
  .meta({ id: 'Citation' });

const passageSchema = z
  .strictObject({
    number: z.int().min(1),
    ...stretch,
    text: z.string(),
    tokens: count,
  })
  .meta({ id: 'Passage' });

export const imageSchema = z.strictObject({
  documentId: z.string(),
  source: z.string(),
  start: count,
  end: count,
  mediaType: z.string(),
  sizeBytes: count,
  tokens: count,
});

const receiptSchema = z
  .strictObject({
    mode: planMode,
    reason: z.string(),
    documents: z.array(z.strictObject({ documentId: z.string(), source: z.string(), tokens: count, used: z.boolean(), why: z.string() })),
    moreRead: count,
    passages: z.array(
      z.strictObject({ documentId: z.string(), start: count, end: count, tokens: count, used: z.boolean(), why: z.string() }),
    ),
    images: z.array(imageSchema),
    promptParts: z
      .strictObject({
        systemHash: z.string(),
        documents: z.array(
          z.strictObject({
            documentId: z.string(),
            hash: z.string(),
            spans: z.array(z.strictObject({ start: count, end: count })).nullable(),
          }),
        ),
        history: z.array(z.strictObject({ question: z.string(), answer: z.string() })),
        question: z.string(),
      })
      .nullable(),
    sections: z.strictObject({ read: count, total: count }).nullable(),
    sql: z.string().nullable(),
    promptHash: z.string(),
    promptTokens: count,
    serverPromptTokens: count.nullable(),
    cachedTokens: count.nullable(),
    isCacheInferred: z.boolean(),
    outputTokens: count,
    modelDigest: z.string().nullable(),
    options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    timings: z.strictObject({ searchMs: milliseconds, firstTokenMs: milliseconds, totalMs: milliseconds }),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'Receipt' });

const tableSchema = z
  .strictObject({
    columns: z.array(z.strictObject({ name: z.string(), type: z.enum(['number', 'date', 'text']) })),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
    total: count,
    sql: z.string(),
  })
  .meta({ id: 'Table' });

export const answerSchema = z
  .strictObject({
    id: z.string(),
    collection: z.string(),
    conversationId: z.string().nullable(),
    createdAt: z.iso.datetime(),
    question: z.string(),
    text: z.string(),
    outcome: z.enum(['found', 'closest', 'absent']),
    abstained: z.boolean(),
    confidence: z.number().min(0).max(1),
    generator: z.string(),
    model: z.string(),
    plan: planSchema,
    citations: z.array(citationSchema),
    passages: z.array(passageSchema),
    table: tableSchema.nullable(),
    receipt: receiptSchema,
  })
  .meta({ id: 'Answer' });

export const traceStepSchema = z
  .strictObject({
    step: z.enum(['opening', 'searching', 'planning', 'asking', 'waiting', 'loading', 'reading', 'writing', 'checking']),
    tookMs: milliseconds,
    figures: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  })
  .meta({ id: 'TraceStep' });
