/** Shapes on the wire, as zod schemas: requests are checked by them, replies documented and tested. */
import { z } from 'zod';

const count = z.int().min(0);
const milliseconds = z.number().min(0);

export const collectionSchema = z
  .strictObject({
    name: z.string(),
    documents: count,
    chunks: count,
    tokens: count,
    doubtful: count,
    unread: count,
    sizeBytes: count,
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Collection' });

export const documentSchema = z
  .strictObject({
    id: z.string(),
    source: z.string(),
    title: z.string(),
    format: z.string(),
    status: z.enum(['indexed', 'skipped', 'failed']),
    reason: z.string(),
    warnings: z.array(z.string()),
    pages: count,
    picturePages: count.optional(),
    characters: count,
    tokens: count,
    chunks: count,
    sizeBytes: count,
    hash: z.string(),
    language: z.string(),
    ingestedAt: z.iso.datetime(),
  })
  .meta({ id: 'Document' });

export const outlineSchema = z.strictObject({ title: z.string(), depth: count, start: count, end: count });

const reportLine = z.strictObject({
  source: z.string(),
  outcome: z.enum(['added', 'changed', 'unchanged', 'removed', 'unpacked', 'skipped', 'failed']),
  reason: z.string(),
  warnings: z.array(z.string()),
});

export const jobSchema = z
  .strictObject({
    id: z.string(),
    collection: z.string(),
    state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
    done: count,
    total: count,
    etaMs: milliseconds.nullable(),
    current: z.string(),
    report: z
      .strictObject({
        added: count,
        changed: count,
        unchanged: count,
        removed: count,
        unpacked: count,
        skipped: count,
        failed: count,
        lines: z.array(reportLine),
        tookMs: milliseconds,
      })
      .nullable(),
    reason: z.string(),
    paused: z.strictObject({ reason: z.string(), since: z.iso.datetime() }).nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Job' });

const memorySchema = z.strictObject({ neededBytes: count, availableBytes: count }).nullable();

export const modelSchema = z
  .strictObject({
    id: z.string(),
    engine: z.string(),
    contextTokens: count,
    embeds: z.boolean(),
    loaded: z.boolean(),
    digest: z.string().nullable(),
    sizeBytes: count.nullable(),
    parameters: z.string().nullable(),
    vision: z.boolean().optional(),
    memory: memorySchema,
  })
  .meta({ id: 'Model' });

const box = z.strictObject({ page: count, x: z.number(), y: z.number(), width: z.number(), height: z.number() });

export const placeSchema = z
  .strictObject({
    page: count.nullable(),
    lineStart: count,
    lineEnd: count,
    heading: z.string().nullable(),
    sheet: z.string().nullable(),
    cells: z.string().nullable(),
    table: z.string().nullable(),
    boxes: z.array(box),
  })
  .meta({ id: 'Place' });

export const searchResultSchema = z
  .strictObject({
    rank: count,
    documentId: z.string(),
    source: z.string(),
    title: z.string(),
    start: count,
    end: count,
    text: z.string(),
    score: z.number(),
    place: placeSchema,
  })
  .meta({ id: 'SearchResult' });

const readingMode = z.enum(['whole', 'retrieve', 'sections', 'scan']);
export const planMode = z.enum([...readingMode.options, 'none']);

export const modeSchema = z.enum(['auto', ...readingMode.options]);

const planCause = z.enum([
  'nothing-to-read',
  'no-model',
  'asked-for',
  'everything-fits',
  'window-too-small',
  'reads-less-well',
  'memory-too-small',
  'too-slow',
  'not-in-passages',
  'not-in-sections',
  'rows',
  'untold',
]);

export const planSchema = z
  .strictObject({
    mode: planMode,
    kind: z.enum(['look-up', 'complete', 'summarise', 'schema']),
    reason: z.string(),
    why: z.strictObject({ cause: planCause, figure: z.number().nullable() }),
    promptTokens: count,
    windowTokens: count,
    reservedTokens: count,
    collectionTokens: count,
    countedBy: z.string(),
    documentsIn: count,
    documentsTotal: count,
    cachedTokens: count,
    predictedMs: milliseconds.nullable(),
    coldMs: milliseconds.nullable(),
    alternatives: z.array(
      z.strictObject({
        mode: readingMode,
        possible: z.boolean(),
        reason: z.string(),
        promptTokens: count,
        predictedMs: milliseconds.nullable(),
      }),
    ),
    memory: memorySchema,
  })
  .meta({ id: 'Plan' });

export const warmUpSchema = z
  .strictObject({
    state: z.enum(['cold', 'waiting', 'reading', 'warm', 'failed']),
    model: z.string(),
    done: count,
    total: count,
    etaMs: milliseconds.nullable(),
    reason: z.string(),
  })
  .meta({ id: 'WarmUp' });

export const ledgerSchema = z
  .strictObject({
    tokens: count,
    packedTokens: count,
    documents: z.array(z.strictObject({ id: z.string(), source: z.string(), tokens: count, packedTokens: count })),
    moreDocuments: count,
    models: z.array(
      z.strictObject({
        id: z.string(),
        engine: z.string(),
        windowTokens: count,
        neededTokens: count,
        spareTokens: z.int(),
        fits: z.boolean(),
        leaveOut: z.array(z.string()),
        moreToLeaveOut: count,
        memory: memorySchema,
        verdict: z.string(),
      }),
    ),
  })
  .meta({ id: 'Ledger' });

export const conversationSchema = z
  .strictObject({ id: z.string(), collection: z.string(), title: z.string(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() })
  .meta({ id: 'Conversation' });

export const problemSchema = z
  .strictObject({ type: z.string(), title: z.string(), status: z.int(), detail: z.string(), code: z.string(), hint: z.string() })
  .meta({ id: 'Problem' });
