/** The second half of a scan with a model: one prompt over all that was copied, or the places themselves when they are too many. */
import type { AnswerEvent } from '../../../core/types.ts';
import type { Asked } from '../asked.ts';
import { type Attempt, pack } from '../attempt.ts';
import { orCancelled } from '../cancel.ts';
import type { Material } from '../material.ts';
import type { NumberedPassage } from '../passages/passages.ts';
import type { ScanPhrases } from '../phrases/phrases.ts';
import { roomFor, strengthOf } from '../plan/ways.ts';
import { buildPrompt, prefixTokens } from '../prompt/prompt.ts';
import { proofFirst } from '../writing/proof-first.ts';
import { type Writing, write } from '../writing/writing.ts';
import { type FoundPlaces, quotePlaces } from './quote-places.ts';
import type { PartRead } from './read-part.ts';
import { type Scanned, unsent } from './scanned.ts';
import { countOf } from './shown-places.ts';
import { summedUsage } from './summed-usage.ts';

export interface Findings extends Omit<FoundPlaces, 'headline'> {
  /** What reading the parts took. */
  readonly read: PartRead;
  readonly warnings: readonly string[];
}

const completeness = '(The passages are all that the documents say about this. Take every one of them into account.)';

/** What a model writes over the quotes and cannot be proven gives way to the quotes, which are. */
export async function* answerFromQuotes(
  asked: Asked,
  material: Material,
  findings: Findings,
  phrases: ScanPhrases,
): AsyncGenerator<AnswerEvent, Scanned> {
  const current = await orCancelled(reduced(asked, material, findings), asked.signal);
  if (current === null) return yield* placesInstead(asked, material, findings, tooMuch, phrases);
  const { result, held } = yield* proofFirst(write(asked, current, material));
  const isProven = result.ledger.all().some(({ status }) => status === 'verified');
  if (result.saysNotFound || isProven) {
    yield* held;
    return { current, writing: accounted(result, findings) };
  }
  const { plan } = current;
  const usages = [...findings.read.usages, ...(result.end === null ? [] : [result.end.usage])];
  return yield* placesInstead(asked, material, { ...findings, plan, read: { ...findings.read, usages } }, unproven, phrases);
}

const tooMuch = 'What the model copied is too much for one prompt, so it is shown as it stands.';
const unproven = 'What the model wrote could not be proven from what it had copied, so that is shown as it stands.';

async function* placesInstead(
  asked: Asked,
  material: Material,
  findings: Findings,
  why: string,
  phrases: ScanPhrases,
): AsyncGenerator<AnswerEvent, Scanned> {
  const headline = phrases.concerned(countOf(findings.found), findings.found.length);
  const { current, writing } = yield* quotePlaces(asked, material, { ...findings, headline }, phrases);
  return { current, writing: accounted({ ...writing, warnings: [why, ...writing.warnings] }, findings) };
}

/** The prompt over what was copied; null when that is more than the model reads well. */
async function reduced({ deps }: Asked, material: Material, findings: Findings): Promise<Attempt | null> {
  const passages = await quotedPassages(findings, deps);
  const { decision, plan, sections, read } = findings;
  if (passages.length === 0) return unsent(decision, plan, material, deps, { passages: [], sections, sql: null });
  const documents = await pack(passages, deps.countTokens);
  const note = `\n\n${completeness}`;
  const tail = { ...material.tail, question: material.tail.question + note, tokens: material.tail.tokens + deps.countTokens(note) };
  const room = roomFor({ ...material.planInput, tailTokens: material.planInput.tailTokens + deps.countTokens(note) });
  if (prefixTokens(documents) > Math.min(room, strengthOf(material.planInput).effectiveTokens)) return null;
  const prompt = buildPrompt(documents, tail, deps.countTokens);
  const promptTokens = read.promptTokens + prompt.tokens;
  return {
    decision,
    plan: { ...plan, promptTokens },
    passages: passages.map(({ headings: _, ...passage }) => passage),
    prompt,
    sections,
    sql: null,
    promptParts: null,
    pack: null,
  };
}

async function quotedPassages({ found }: Findings, { collection, countTokens }: Asked['deps']): Promise<readonly NumberedPassage[]> {
  const quoted = await Promise.all(
    found.map(async ({ record: { id: documentId, source, title }, places }) => {
      const chunks = await collection.chunks(documentId);
      return Promise.all(
        places.map(async (span) => {
          const text = await collection.slice(documentId, span.start, span.end);
          const headings = chunks.find((chunk) => chunk.span.end > span.start)?.headings ?? [];
          return { documentId, source, title, span, text, tokens: countTokens(text), headings };
        }),
      );
    }),
  );
  return quoted.flat().map((passage, index) => ({ ...passage, number: index + 1 }));
}

/** What all prompts together took, and what is to be known about them. */
function accounted(writing: Writing, { read, warnings }: Findings): Writing {
  const usage = summedUsage([...read.usages, ...(writing.end === null ? [] : [writing.end.usage])]);
  const options = writing.end?.options ?? {};
  return { ...writing, end: { type: 'end', finish: 'stop', usage, options }, warnings: [...warnings, ...writing.warnings] };
}
