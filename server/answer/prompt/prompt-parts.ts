/** What a receipt keeps of a prompt: enough to put it together again (rebuilt-prompt.ts), and no text of a document. */
import { sha256 } from '../../../core/hash.ts';
import type { Prompt } from '../../../core/ports.ts';
import type { DocumentId, DocumentRecord, Passage, PromptPart, PromptParts } from '../../../core/types.ts';
import type { Pack } from '../pack/pack.ts';

export function partsOfPrompt(prompt: Prompt, documents: readonly PromptPart[]): PromptParts {
  return { systemHash: sha256(prompt.system), documents, history: prompt.history, question: prompt.question };
}

/** Whole documents, older versions in their places included. */
export function partsOfPack({ versions }: Pack): readonly PromptPart[] {
  return versions.map(({ version: { record } }) => ({ documentId: record.id, hash: record.hash, spans: null }));
}

/** The documents of the passages, in their order. */
export function partsOfPassages(passages: readonly Passage[], records: readonly DocumentRecord[]): readonly PromptPart[] {
  const hashes = new Map<DocumentId, string>(records.map(({ id, hash }) => [id, hash]));
  return [...Map.groupBy(passages, ({ documentId }) => documentId)].map(([documentId, own]) => ({
    documentId,
    hash: hashes.get(documentId) ?? '',
    spans: own.map(({ span }) => span),
  }));
}
