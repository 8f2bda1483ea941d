/** Turns a decision into what is sent: passages, prompt with its exact count, and the plan that people see. */
import { sha256 } from '../../core/hash.ts';
import type { Prompt } from '../../core/ports.ts';
import type { Passage, Plan, PromptParts, SectionsRead } from '../../core/types.ts';
import { orCancelled } from './cancel.ts';
import { heldTokens } from './held-tokens.ts';
import type { Material } from './material.ts';
import { type NumberedPassage, retrievedPassages, sectionPassages, wholePassages } from './passages.ts';
import { type Decision, settle } from './plan.ts';
import { buildPrompt, type PromptDocument, prefixTokens, renderDocument } from './prompt.ts';
import type { AnswerDeps } from './request.ts';
import { wholeRead } from './sections.ts';
import { shownPlan } from './shown-plan.ts';

export interface Attempt {
  readonly decision: Decision;
  readonly plan: Plan;
  readonly passages: readonly Passage[];
  readonly prompt: Prompt;
  /** As the receipt shows them; null when passages were chosen by search. */
  readonly sections: SectionsRead | null;
  /** The query over table rows behind the passages; null when there is none. */
  readonly sql: string | null;
  /** For the receipt; null when no prompt is made, or more than one. */
  readonly promptParts: PromptParts | null;
}

/**
 * Gathers and packs. A whole collection that turns out too long after the exact count becomes passages.
 * @throws AppError prompt-too-long when the whole collection was asked for and does not fit.
 */
export async function attempt(decision: Decision, material: Material, deps: AnswerDeps, signal: AbortSignal): Promise<Attempt> {
  const passages = await orCancelled(gather(decision, material, deps), signal);
  const documents = await orCancelled(pack(passages, deps.countTokens), signal);
  const settled = settle(material.planInput, decision, prefixTokens(documents));
  if (settled !== decision) return attempt(settled, material, deps, signal);
  const prompt = buildPrompt(documents, material.tail, deps.countTokens);
  const documentsIn = new Set(passages.map(({ documentId }) => documentId)).size;
  const held = heldTokens(deps.generator.model, prompt, deps.countTokens);
  const plan = shownPlan({ ...material.planInput, heldTokens: held }, decision, { promptTokens: prompt.tokens, documentsIn });
  const sections = decision.mode === 'whole' ? await orCancelled(wholeRead(deps.collection), signal) : null;
  return { decision, plan, passages: passages.map(withoutHeadings), prompt, sections, sql: null, promptParts: null };
}

async function gather(
  decision: Decision,
  { records, outcome, planInput, whole }: Material,
  deps: AnswerDeps,
): Promise<readonly NumberedPassage[]> {
  switch (decision.mode) {
    case 'whole':
      return whole?.passages ?? wholePassages(deps.collection, records);
    case 'sections':
      return sectionPassages(deps.collection, outcome.hits, decision.budgetTokens);
    case 'retrieve':
      return retrievedPassages(deps.collection, outcome.hits, { tokens: decision.budgetTokens, widens: planInput.model.contextTokens > 0 });
    case 'scan':
    case 'none':
      return [];
  }
}

const withoutHeadings = ({ headings: _, ...passage }: NumberedPassage): Passage => passage;

// The same documents are packed for every question: their counts are kept by content, for some 30 MB of text.
const knownCounts = new Map<string, number>();
const mostKnownCounts = 20_000;

/** Renders and counts document by document, giving way to other requests in between. */
export async function pack(
  passages: readonly NumberedPassage[],
  countTokens: (text: string) => number,
): Promise<readonly PromptDocument[]> {
  const documents: PromptDocument[] = [];
  for (const [, group] of Map.groupBy(passages, ({ documentId }) => documentId)) {
    const text = renderDocument(group[0]?.source ?? '', group);
    const key = sha256(text);
    let tokens = knownCounts.get(key);
    if (tokens === undefined) {
      tokens = countTokens(text);
      if (knownCounts.size >= mostKnownCounts) knownCounts.clear();
      knownCounts.set(key, tokens);
      await new Promise((resolve) => setImmediate(resolve));
    }
    documents.push({ text, tokens });
  }
  return documents;
}
