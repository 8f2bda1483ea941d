/** One attempt at an answer: asks the generator and turns what it writes into events, with every mark resolved. */
import { AppError } from '../../../core/errors.ts';
import type { GenerateEvent } from '../../../core/ports.ts';
import { isOnlyPictures } from '../../../core/text/picture-line.ts';
import type { AnswerEvent } from '../../../core/types.ts';
import type { Asked } from '../asked.ts';
import type { Attempt } from '../attempt.ts';
import { stopIfCancelled } from '../cancel.ts';
import type { Material } from '../material.ts';
import { markRead } from '../pack/shelf.ts';
import { tokensOfPictures } from '../passages/pictures.ts';
import { saysNotFound } from '../phrases/phrases.ts';
import { type CitationLedger, citationLedger } from '../proof/citations.ts';
import { usageWarnings } from '../receipt.ts';
import type { AnswerDeps } from '../request.ts';
import { type Draft, draft } from './draft.ts';

type GenerateEnd = Extract<GenerateEvent, { type: 'end' }>;

export interface Writing {
  readonly draft: Draft;
  readonly ledger: CitationLedger;
  /** The generator says that the documents do not hold the answer. */
  readonly saysNotFound: boolean;
  /** Null when nobody was asked, because there was nothing to read. */
  readonly end: GenerateEnd | null;
  readonly firstTokenMs: number;
  readonly warnings: readonly string[];
}

/**
 * Asks the generator. Without a passage nobody is asked: there is nothing to answer from.
 * @throws AppError prompt-cut, model-stream-broken, and what the generator throws.
 */
export async function* write(asked: Asked, current: Attempt, material: Material): AsyncGenerator<AnswerEvent, Writing> {
  const { deps, signal } = asked;
  const looked = new Set((current.pictures ?? []).filter(({ isPage }) => isPage).map(({ passage }) => passage));
  const ledger = citationLedger(asked.question, current.passages, deps.collection, current.pack?.outdated, looked);
  const text = draft(ledger);
  if (!isAnythingReadable(current)) return { draft: text, ledger, saysNotFound: true, end: null, firstTokenMs: 0, warnings: [] };
  if (current.pack !== null) markRead(deps, current.pack);
  const askedMs = Date.now();
  let firstTokenMs = 0;
  let end: GenerateEnd | null = null;
  for await (const event of deps.generator.generate(generateRequest(asked, current, material), signal)) {
    stopIfCancelled(signal);
    if (event.type === 'progress') yield { ...event, etaMs: event.etaMs === undefined ? remainingMs(event, askedMs) : event.etaMs };
    else if (event.type === 'end') end = event;
    else {
      if (firstTokenMs === 0) {
        firstTokenMs = Math.max(1, Date.now() - askedMs);
        yield { type: 'progress', phase: 'writing', done: 0, total: 0, etaMs: null };
      }
      yield* event.type === 'text' ? text.write(event.text) : text.quote(event.text, event.passage, event.span, event.saysPlace);
    }
  }
  const warnings = checkedEnd(end, current, deps);
  const isNotFound = saysNotFound(text.written());
  if (!isNotFound) yield* text.end();
  return { draft: text, ledger, saysNotFound: isNotFound, end, firstTokenMs, warnings };
}

/** Lines in the place of pictures are nothing to answer from, unless the pictures are shown. */
function isAnythingReadable({ passages, pictures = [] }: Attempt): boolean {
  return pictures.length > 0 || passages.some(({ text }) => !isOnlyPictures(text));
}

function generateRequest({ question, deps }: Asked, { plan, passages, prompt, pictures = [] }: Attempt, { outcome }: Material) {
  const isWhole = plan.mode === 'whole';
  return {
    question,
    passages,
    outcome: isWhole ? null : outcome,
    prompt,
    maxOutputTokens: deps.config.maxOutputTokens,
    images: pictures.map(({ image }) => image),
    // What was read for one question only is not worth keeping.
    stateFolder: isWhole ? deps.stateFolder : undefined,
  };
}

function remainingMs({ done, total }: { readonly done: number; readonly total: number }, sinceMs: number): number | null {
  return done > 0 && total > done ? Math.round(((Date.now() - sinceMs) * (total - done)) / done) : null;
}

function checkedEnd(end: GenerateEnd | null, { prompt, pictures = [] }: Attempt, { generator, config }: AnswerDeps): readonly string[] {
  const { model } = generator;
  if (end === null) {
    throw new AppError(
      'model-stream-broken',
      `${model.id} stopped in the middle of its answer`,
      'Ask again; look at the model server when it happens often.',
    );
  }
  if (model.contextTokens === 0) return [];
  if (end.finish === 'loop') return [`${model.id} began to say the same again and again, and its answer was ended there.`];
  const warnings = usageWarnings(prompt, end.usage, model, tokensOfPictures(pictures));
  if (end.finish === 'stop') return warnings;
  return [...warnings, `The answer reached its limit of ${config.maxOutputTokens} tokens and stops there.`];
}

/** At least one citation was found where it says. */
export const isProven = ({ ledger }: Pick<Writing, 'ledger'>): boolean => ledger.all().some(({ status }) => status === 'verified');

/** Read from a picture, which people can compare and code cannot. */
export const isSeen = ({ ledger }: Pick<Writing, 'ledger'>): boolean => ledger.all().some(({ reason }) => reason === 'picture-only');
