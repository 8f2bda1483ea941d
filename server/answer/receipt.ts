/** The account of one answer: what was sent, what was not and why, and what the model server said about it. */
import { sha256 } from '../../core/hash.ts';
import type { GenerateUsage, Prompt } from '../../core/ports.ts';
import type {
  DocumentRecord,
  DocumentUse,
  ModelDescription,
  Passage,
  PassageUse,
  Receipt,
  SearchHit,
  SearchOutcome,
} from '../../core/types.ts';
import { isGemma, refuseCut } from '../generate/prompt-checks.ts';
import type { Attempt } from './attempt.ts';
import type { Pack } from './pack/pack.ts';

export interface Written {
  readonly usage: GenerateUsage | null;
  readonly options: Receipt['options'];
  readonly timings: Receipt['timings'];
  readonly warnings: readonly string[];
}

// A receipt is stored with each answer and sent with it; beyond these, documents are counted instead of listed. A scan of 19,000
// files listed them all: 4 MB, for which the main loop stood still for 345 to 383 ms. What a window holds is listed whole.
const mostListedUnread = 500;
const mostListedScanned = 500;

export function receiptOf(
  attempt: Attempt,
  records: readonly DocumentRecord[],
  outcome: SearchOutcome,
  model: ModelDescription,
  written: Written,
): Receipt {
  const { plan, prompt } = attempt;
  const uses = records.map((record) => useOf(record, attempt, outcome));
  const unread = uses.filter(({ used }) => !used);
  const read = uses.filter(({ used }) => used);
  const listedRead = plan.mode === 'scan' ? scannedToList(read, attempt) : read;
  const listed = [...listedRead, ...unread.slice(0, mostListedUnread)];
  const moreRead = read.length - listedRead.length;
  const unlisted = uses.length - listed.length - moreRead;
  return {
    mode: plan.mode,
    reason: plan.reason,
    documents: listed,
    moreRead,
    passages: passagesOf(attempt, outcome),
    images: (attempt.pictures ?? []).map(({ use }) => use),
    promptParts: attempt.promptParts,
    sections: attempt.sections,
    sql: attempt.sql,
    promptHash: promptHash(prompt),
    promptTokens: plan.promptTokens,
    serverPromptTokens: written.usage?.promptTokens ?? null,
    cachedTokens: written.usage?.cachedTokens ?? null,
    isCacheInferred: written.usage?.isCacheInferred ?? false,
    outputTokens: written.usage?.outputTokens ?? 0,
    modelDigest: model.digest,
    options: written.options,
    timings: written.timings,
    warnings: [
      ...written.warnings,
      ...(moreRead === 0 ? [] : [`${moreRead} more documents were read and are not listed.`]),
      ...(unlisted === 0 ? [] : [`${unlisted} more documents were not read and are not listed.`]),
    ],
  };
}

/** Those that the passages are from, whatever their number, and as many others as there is room for. */
function scannedToList(read: readonly DocumentUse[], { passages }: Attempt): readonly DocumentUse[] {
  if (read.length <= mostListedScanned) return read;
  const shown = new Set(passages.map(({ documentId }) => documentId));
  const first = read.filter(({ documentId }) => shown.has(documentId));
  const others = read.filter(({ documentId }) => !shown.has(documentId));
  return [...first, ...others.slice(0, Math.max(0, mostListedScanned - first.length))];
}

function useOf(record: DocumentRecord, attempt: Attempt, { hits }: SearchOutcome): DocumentUse {
  const { plan, passages } = attempt;
  const mine = passages.filter(({ documentId }) => documentId === record.id);
  const { id: documentId, source } = record;
  if (attempt.pack !== null) return lookedAt(record, wholeUse(record, attempt.pack), attempt);
  if (plan.mode === 'scan') return lookedAt(record, scanUse(record, mine.length, attempt), attempt);
  if (mine.length > 0) {
    const tokens = mine.reduce((sum, passage) => sum + passage.tokens, 0);
    const rank = hits.findIndex((hit) => hit.documentId === documentId) + 1;
    const noun = mine.length === 1 ? 'passage' : 'passages';
    return { documentId, source, tokens, used: true, why: `${mine.length} ${noun}; its best one was number ${rank} of the search.` };
  }
  const isFound = hits.some((hit) => hit.documentId === documentId);
  const why = isFound ? 'Found, but better passages filled the room.' : 'No passage of it was among the best found.';
  return { documentId, source, tokens: record.tokens, used: false, why };
}

/** Pages without text are read by whoever sees them, and by nobody else. */
function lookedAt({ id, pages, picturePages = 0 }: DocumentRecord, use: DocumentUse, { unseen }: Attempt): DocumentUse {
  const left = unseen?.byDocument.get(id) ?? 0;
  if (left === 0 || !use.used) return use;
  if (left === Math.max(1, pages)) return { ...use, used: false, why: 'It is a picture without text, and nobody has looked at it.' };
  const seen = picturePages === left ? '' : ` ${picturePages - left} were shown.`;
  return { ...use, why: `${use.why} ${left} of its pages are pictures without text that nobody has looked at.${seen}` };
}

/** A scan reads everything, unless it says otherwise; a query reads the rows of tables. */
function scanUse({ id: documentId, source, tokens }: DocumentRecord, passages: number, { sections, sql }: Attempt): DocumentUse {
  const found = `${passages} ${passages === 1 ? 'place' : 'places'} of it ${passages === 1 ? 'is' : 'are'} shown or sent.`;
  if (sql !== null) {
    const why = passages > 0 ? `Its rows were asked by SQL. ${found}` : 'The question is about the rows of another table.';
    return { documentId, source, tokens, used: passages > 0, why };
  }
  const isAll = sections !== null && sections.read === sections.total;
  const read = isAll ? 'Every section was read.' : 'Read as far as the warnings say.';
  return { documentId, source, tokens, used: true, why: passages > 0 ? `${read} ${found}` : read };
}

function wholeUse({ id: documentId, source, tokens }: DocumentRecord, { current, versions }: Pack): DocumentUse {
  if (!current.has(documentId)) return { documentId, source, tokens, used: false, why: 'It holds no text.' };
  const isReplaced = versions.filter(({ version }) => version.record.id === documentId).length > 1;
  const why = isReplaced
    ? 'Its newest version was read; the one before it kept its place in the prompt and was called out of date.'
    : 'The whole collection was read.';
  return { documentId, source, tokens, used: true, why };
}

/** What was chosen by search, in prompt order, and then what it found and left out. */
function passagesOf({ plan, passages }: Attempt, { hits }: SearchOutcome): readonly PassageUse[] {
  if (plan.mode === 'whole' || plan.mode === 'none') return [];
  if (plan.mode === 'scan') {
    const why = 'Found by reading everything, not by search.';
    return passages.map(({ documentId, span, tokens }) => ({ documentId, ...span, tokens, used: true, why }));
  }
  const holds = (hit: SearchHit) => (passage: Passage) =>
    passage.documentId === hit.documentId && passage.span.start <= hit.span.start && hit.span.end <= passage.span.end;
  const read = passages.map(({ documentId, span, tokens }) => {
    const rank = hits.findIndex((hit) => hit.documentId === documentId && span.start <= hit.span.start && hit.span.end <= span.end) + 1;
    const why = rank === 0 ? 'Around a passage that was found.' : `Number ${rank} of the search.`;
    return { documentId, ...span, tokens, used: true, why };
  });
  const left = hits.filter((hit) => !passages.some(holds(hit)));
  const out = left.map(({ documentId, span, tokens }) => {
    const why = `Number ${hits.findIndex((hit) => hit.documentId === documentId && hit.span.start === span.start) + 1} of the search; better ones filled the room.`;
    return { documentId, ...span, tokens, used: false, why };
  });
  return [...read, ...out];
}

/** The same for the same bytes sent. */
export function promptHash(prompt: Omit<Prompt, 'tokens'>): string {
  return sha256(JSON.stringify([prompt.system, prompt.prefix, prompt.history, prompt.question]));
}

/**
 * Compares the server's count of the prompt with ours, and says what a person should know.
 * @param pictureTokens of what was shown beside the texts; a server may count fewer
 * @throws AppError prompt-cut when the server has read less than it was sent.
 */
export function usageWarnings(
  prompt: Prompt,
  { promptTokens }: GenerateUsage,
  model: ModelDescription,
  pictureTokens = 0,
): readonly string[] {
  refuseCut(model.id, prompt, promptTokens, isGemma(model.id));
  if (promptTokens === null) return ['The model server did not say how many tokens it read.'];
  // Counted for this very model, exactly or with a margin: fewer is what the margin is for.
  const isOwnCount = isGemma(model.id) || prompt.leastShare !== undefined;
  const ownTokens = prompt.tokens + pictureTokens;
  if (promptTokens <= ownTokens && (isOwnCount || promptTokens === ownTokens)) return [];
  const counted = `${model.id} counts ${promptTokens} tokens where we count ${ownTokens}`;
  return [isOwnCount ? `${counted}.` : `${counted}: we count as Gemma does.`];
}
