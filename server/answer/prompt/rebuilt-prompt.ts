/**
 * Puts the prompt of an answer together again from its receipt and the documents as they are now. What comes out is the
 * prompt that was sent, byte for byte, or a fault that says why it cannot be had: never another one.
 */
import { AppError } from '../../../core/errors.ts';
import { sha256 } from '../../../core/hash.ts';
import type { CollectionAccess, Prompt } from '../../../core/ports.ts';
import type { Answer, DocumentId, DocumentRecord, ImageUse, PromptPart, PromptParts, Span, StoredChunk } from '../../../core/types.ts';
import { type ChatMessage, chatMessages } from '../../generate/messages.ts';
import { keptVersion, type PackScope } from '../pack/shelf.ts';
import { readVersions } from '../pack/version.ts';
import type { NumberedPassage } from '../passages/passages.ts';
import { promptHash } from '../receipt.ts';
import { type Outdated, outdatedNote, renderDocument, systemText } from './prompt.ts';

type Texts = Omit<Prompt, 'tokens'>;

/** What was sent for an answer, as `GET /api/answers/{id}/prompt` shows it. */
export interface RebuiltPrompt extends Texts {
  readonly answerId: string;
  readonly model: string;
  /** False when no model was asked: quotes were taken from the same passages. */
  readonly isSent: boolean;
  /** SHA-256 of the JSON of [system, prefix, history, question]: what the receipt says, and what this comes to. */
  readonly promptHash: string;
  readonly promptTokens: number;
  /** What was shown with it, of the same versions of the documents. */
  readonly images: readonly ImageUse[];
  /** The texts as a chat, which is how model servers get it. */
  readonly messages: readonly ChatMessage[];
}

/** @throws AppError prompt-lost with the documents that have changed or gone since, or another reason. */
export async function rebuiltPrompt(answer: Answer, scope: PackScope): Promise<RebuiltPrompt> {
  const texts = await rebuiltTexts(answer, scope);
  const { promptHash, promptTokens, images } = answer.receipt;
  const { id: answerId, model, plan } = answer;
  const messages = chatMessages({ ...texts, tokens: promptTokens });
  return { answerId, model, isSent: plan.windowTokens > 0, promptHash, promptTokens, ...texts, images, messages };
}

async function rebuiltTexts(answer: Answer, scope: PackScope): Promise<Texts> {
  const parts = partsOf(answer);
  const records = new Map((await scope.collection.documents()).map((record) => [record.id, record]));
  refuseOtherRules(answer, parts);
  const newest = new Map(parts.documents.map((part) => [part.documentId, part]));
  const sources = await Promise.all(
    parts.documents.map((part) => sourceOf(part, newest.get(part.documentId) !== part, records.get(part.documentId), scope)),
  );
  refuseLost(answer, parts, sources, records);
  const prefix = prefixOf(sources.filter((source) => source !== null));
  const prompt = { system: systemText, prefix, history: parts.history, question: parts.question };
  if (promptHash(prompt) !== answer.receipt.promptHash) {
    throw lost(
      answer,
      'This version of Carrel cuts documents or puts prompts together otherwise than the one that gave the answer',
      askAgain,
    );
  }
  return prompt;
}

const askAgain = 'Ask the question again to get an answer whose prompt can be shown.';

function lost(answer: Answer, why: string, hint: string): AppError {
  return new AppError('prompt-lost', `The prompt of answer ${answer.id} cannot be rebuilt: ${why}`, hint);
}

function partsOf(answer: Answer): PromptParts {
  const { promptParts, mode, timings } = answer.receipt;
  if (promptParts !== null) return promptParts;
  if (mode === 'scan') throw lost(answer, 'the collection was read in parts, not in one prompt', 'Ask in mode whole or retrieve.');
  if (timings.firstTokenMs === 0) throw lost(answer, 'nothing was found to read, so no prompt was made', 'Ingest documents that hold it.');
  throw lost(answer, 'a document that it or its conversation rested on was deleted since, or an older version of Carrel gave it', askAgain);
}

function refuseOtherRules(answer: Answer, { systemHash }: PromptParts): void {
  if (systemHash !== sha256(systemText))
    throw lost(answer, 'the instructions of Carrel to the model have changed with its version', askAgain);
}

/** A document with the passages that were sent of it, not numbered yet. */
interface RebuiltDocument {
  readonly record: DocumentRecord;
  readonly parts: readonly Omit<NumberedPassage, 'number' | 'documentId' | 'source' | 'title'>[];
}

/** Null when this version is no longer there. One that was out of date when it was sent can only be in a pack that is kept. */
async function sourceOf(
  part: PromptPart,
  isOutdated: boolean,
  record: DocumentRecord | undefined,
  scope: PackScope,
): Promise<RebuiltDocument | null> {
  // What was deleted is gone, even where this process still remembers it.
  if (record?.status !== 'indexed') return null;
  if (isOutdated) return keptVersion(scope, part.documentId, part.hash);
  if (record.hash !== part.hash) return null;
  if (part.spans === null) return (await readVersions(scope.collection, [record]))[0] ?? null;
  return { record, parts: await sliced(record.id, part.spans, scope.collection) };
}

async function sliced(id: DocumentId, spans: readonly Span[], collection: CollectionAccess): Promise<RebuiltDocument['parts']> {
  const chunks = await collection.chunks(id);
  return Promise.all(
    spans.map(async (span) => {
      const held = chunks.filter((chunk) => chunk.span.start < span.end && span.start < chunk.span.end);
      const text = await collection.slice(id, span.start, span.end);
      return { span, text, tokens: tokensOf(held), headings: held[0]?.headings ?? [] };
    }),
  );
}

const tokensOf = (chunks: readonly StoredChunk[]): number => chunks.reduce((sum, { tokens }) => sum + tokens, 0);

function refuseLost(
  answer: Answer,
  { documents }: PromptParts,
  sources: readonly (RebuiltDocument | null)[],
  records: ReadonlyMap<DocumentId, DocumentRecord>,
): void {
  const missing = documents.filter((_, index) => sources[index] === null);
  if (missing.length === 0) return;
  const names = new Map(answer.receipt.documents.map(({ documentId, source }) => [documentId, source]));
  const told = [...new Set(missing.map(({ documentId }) => documentId))].map((id) => {
    const record = records.get(id);
    const what = record === undefined ? 'was deleted' : record.status === 'indexed' ? 'has changed' : 'can no longer be read';
    return `${record?.source ?? names.get(id) ?? 'a document'} ${what}`;
  });
  const more = told.length > mostTold ? ` and ${told.length - mostTold} more` : '';
  throw lost(
    answer,
    `${told.slice(0, mostTold).join(', ')}${more} since`,
    'Put the documents back as they were and ingest them, or ask again.',
  );
}

/** Names in one line that a person still reads. */
const mostTold = 10;

function prefixOf(documents: readonly RebuiltDocument[]): string {
  let next = 1;
  const numbered = documents.map(({ record: { id: documentId, source, title }, parts }) => {
    const first = next;
    next += parts.length;
    return {
      documentId,
      source,
      first,
      passages: parts.map((part, index) => ({ number: first + index, documentId, source, title, ...part })),
    };
  });
  const newest = new Map(numbered.map((document) => [document.documentId, document]));
  const outdated = numbered.flatMap((document): readonly Outdated[] => {
    const newer = newest.get(document.documentId)?.first ?? 0;
    const { source, first, passages } = document;
    return newer === first ? [] : [{ source, first, last: first + passages.length - 1, newer }];
  });
  const texts = numbered.map(({ source, passages }) => renderDocument(source, passages));
  return [...texts, ...(outdated.length === 0 ? [] : [outdatedNote(outdated, () => 0).text])].join('\n');
}
