/** Turns a decision into what is sent: passages, prompt with its exact count, and the plan that people see. */
import type { Prompt } from '../../core/ports.ts';
import type { Passage, Plan, PromptPart, PromptParts, SectionsRead, Table } from '../../core/types.ts';
import { orCancelled } from './cancel.ts';
import type { Material } from './material.ts';
import type { Pack } from './pack/pack.ts';
import { packedCollection } from './pack/shelf.ts';
import { type NumberedPassage, retrievedPassages, sectionPassages } from './passages/passages.ts';
import { type ChosenPictures, picturesFor, type SentPicture, tokensOfPictures } from './passages/pictures.ts';
import { sectionsHeldBy } from './passages/sections.ts';
import type { Unseen } from './passages/unseen.ts';
import { type Decision, settle } from './plan/plan.ts';
import { shownPlan } from './plan/shown-plan.ts';
import { buildPrompt, type PromptDocument, prefixTokens, renderDocument } from './prompt/prompt.ts';
import { partsOfPack, partsOfPassages, partsOfPrompt } from './prompt/prompt-parts.ts';
import { heldTokens } from './reading/held-tokens.ts';
import type { AnswerDeps } from './request.ts';

export interface Attempt {
  readonly decision: Decision;
  readonly plan: Plan;
  readonly passages: readonly Passage[];
  readonly prompt: Prompt;
  /** As the receipt shows them; null when passages for one fact were chosen by search, or rows by a query. */
  readonly sections: SectionsRead | null;
  /** The query over table rows behind the passages; null when there is none. */
  readonly sql: string | null;
  /** What the query came to; absent where there is none. */
  readonly table?: Table;
  /** For the receipt; null when no prompt is made, or more than one. */
  readonly promptParts: PromptParts | null;
  /** What the passages are taken from when everything is read. */
  readonly pack: Pack | null;
  /** What is shown with the question; absent where nothing is. */
  readonly pictures?: readonly SentPicture[];
  /** Sources of pictures that there was no room for. */
  readonly picturesLeftOut?: readonly string[];
  /** Pages without text that nobody has looked at; known when everything has been read. */
  readonly unseen?: Unseen;
}

/**
 * Gathers and packs. A whole collection that turns out too long after the exact count becomes passages.
 * @throws AppError prompt-too-long when the whole collection was asked for and does not fit.
 */
export async function attempt(decision: Decision, material: Material, deps: AnswerDeps, signal: AbortSignal): Promise<Attempt> {
  const gathered = await orCancelled(decision.mode === 'whole' ? everything(material, deps) : best(decision, material, deps), signal);
  const settled = settle(material.planInput, decision, prefixTokens(gathered.documents));
  if (settled !== decision) return attempt(settled, material, deps, signal);
  const { documents, passages, parts, pack: whole } = gathered;
  const prompt = buildPrompt(documents, material.tail, deps.countTokens);
  const documentsIn = new Set(passages.map(({ documentId }) => documentId)).size;
  const { sent: pictures, leftOut: picturesLeftOut } = await orCancelled(picturesIn(passages, prompt, material, deps), signal);
  // Only what everything was read for is kept on disk.
  const stateFolder = decision.mode === 'whole' ? deps.stateFolder : undefined;
  const held = await orCancelled(heldTokens({ ...deps, stateFolder }, prompt, signal), signal);
  const plan = shownPlan({ ...material.planInput, heldTokens: held }, decision, {
    promptTokens: prompt.tokens + tokensOfPictures(pictures),
    documentsIn,
  });
  const promptParts = parts.length === 0 ? null : partsOfPrompt(prompt, parts);
  const sections = whole?.sections ?? (await unreadToTell(material, passages, deps, signal));
  return {
    ...{ decision, plan, passages: passages.map(withoutHeadings), prompt, sections, sql: null, promptParts, pack: whole, pictures },
    picturesLeftOut,
  };
}

/** An answer to a question about everything says how much of it was not read; for one fact that is of no interest. */
async function unreadToTell(
  { planInput: { kind, model } }: Material,
  passages: readonly Passage[],
  deps: AnswerDeps,
  signal: AbortSignal,
): Promise<SectionsRead | null> {
  const asksForAll = kind === 'complete' && model.contextTokens > 0 && passages.length > 0;
  return asksForAll ? orCancelled(sectionsHeldBy(deps.collection, passages), signal) : null;
}

/** In the room that is left beside the texts and the answer. */
function picturesIn(passages: readonly Passage[], { tokens }: Prompt, { outcome }: Material, deps: AnswerDeps): Promise<ChosenPictures> {
  const { generator, config, collection } = deps;
  const room = generator.model.contextTokens - tokens - config.maxOutputTokens;
  return picturesFor(generator.model, passages, outcome.hits, room, collection);
}

interface Gathered {
  readonly passages: readonly NumberedPassage[];
  readonly documents: readonly PromptDocument[];
  readonly parts: readonly PromptPart[];
  readonly pack: Pack | null;
}

async function everything({ records, whole }: Material, deps: AnswerDeps): Promise<Gathered> {
  const packed = whole ?? (await packedCollection(deps, records));
  return { passages: packed.passages, documents: packed.documents, parts: partsOfPack(packed), pack: packed };
}

async function best(decision: Decision, material: Material, deps: AnswerDeps): Promise<Gathered> {
  const passages = await bestPassages(decision, material, deps);
  const documents = await pack(passages, deps.countTokens);
  return { passages, documents, parts: partsOfPassages(passages, material.records), pack: null };
}

async function bestPassages(
  decision: Decision,
  { outcome, planInput }: Material,
  { collection }: AnswerDeps,
): Promise<readonly NumberedPassage[]> {
  switch (decision.mode) {
    case 'sections':
      return sectionPassages(collection, outcome.hits, decision.budgetTokens);
    case 'retrieve':
      return retrievedPassages(collection, outcome.hits, { tokens: decision.budgetTokens, widens: planInput.model.contextTokens > 0 });
    case 'whole':
    case 'scan':
    case 'none':
      return [];
  }
}

const withoutHeadings = ({ headings: _, ...passage }: NumberedPassage): Passage => passage;

/** Renders and counts document by document, giving way to other requests in between. */
export async function pack(
  passages: readonly NumberedPassage[],
  countTokens: (text: string) => number,
): Promise<readonly PromptDocument[]> {
  const documents: PromptDocument[] = [];
  for (const [, group] of Map.groupBy(passages, ({ documentId }) => documentId)) {
    const text = renderDocument(group[0]?.source ?? '', group);
    documents.push({ text, tokens: countTokens(text) });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return documents;
}
