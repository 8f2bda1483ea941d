/** What is known before anything is decided: the documents, what the search found, and the end of the prompt. */
import type { DocumentRecord, SearchOutcome } from '../../core/types.ts';
import { longestHeld } from '../generate/line/held.ts';
import type { Asked } from './asked.ts';
import { orCancelled } from './cancel.ts';
import type { Pack } from './pack/pack.ts';
import { packedCollection, repacked } from './pack/shelf.ts';
import { find } from './passages/find.ts';
import { type Phrases, phrasesFor } from './phrases/phrases.ts';
import { mayReadWhole, type PlanInput, roomFor } from './plan/ways.ts';
import { buildPrompt, type PromptTail, promptTail, tailTokens } from './prompt/prompt.ts';
import { questionKind } from './question/question-kind.ts';
import { countedBy, tokensOfCollection } from './reading/counting.ts';
import { heldTokens } from './reading/held-tokens.ts';
import { knownReadingLength } from './reading/reading-length.ts';
import { knownSpeed } from './reading/reading-speed.ts';
import { knownWriting } from './reading/writing-speed.ts';
import type { AnswerDeps } from './request.ts';
import type { RowReply } from './rows/row-reader.ts';

export interface Material {
  /** The documents that can be read. */
  readonly records: readonly DocumentRecord[];
  readonly outcome: SearchOutcome;
  readonly tail: PromptTail;
  readonly planInput: PlanInput;
  readonly phrases: Phrases;
  /** Packed and counted where it may be read; null where it is too long anyway, or nobody asks for it. */
  readonly whole: Pack | null;
  /** What the rows of all tables say to the question, asked while search was still at work; absent where nobody asked. */
  readonly rowsAhead?: Promise<RowReply> | null;
}

export async function gatherMaterial({ deps, signal, question, history, mode }: Asked): Promise<Material> {
  const [documents, outcome] = await Promise.all([orCancelled(deps.collection.documents(), signal), find(question, history, deps, signal)]);
  const records = documents.filter(({ status }) => status === 'indexed');
  const phrases = phrasesFor(question);
  const tail = { ...promptTail(question, history, phrases.notFound, deps.countTokens), leastShare: deps.counter?.leastShare };
  const estimate: PlanInput = {
    requested: mode,
    kind: questionKind(question),
    model: deps.generator.model,
    documents: records.length,
    collectionTokens: tokensOfCollection(records, outcome, deps.counter),
    countedBy: countedBy(deps.counter),
    packedTokens: null,
    heldTokens: 0,
    tailTokens: tailTokens(tail, deps.countTokens),
    reservedTokens: deps.config.maxOutputTokens,
    retrieveTokens: deps.config.retrieveTokens,
    speed: knownSpeed(deps.config, deps.generator.model),
    writing: knownWriting(deps.config, deps.generator.model),
    atStakeTokens: longestHeld(deps.generator.model),
    readingLength: knownReadingLength(deps.config, deps.generator.model),
    patienceMs: deps.config.patienceMs,
    isWindowAsked: deps.config.contextTokens > 0,
  };
  const whole = mayReadWhole(estimate) ? await orCancelled(packThatFits(deps, records, roomFor(estimate)), signal) : null;
  const planInput = whole === null ? estimate : { ...estimate, packedTokens: whole.tokens, heldTokens: await heldOf(whole) };
  return { records, outcome, tail, planInput, phrases, whole };

  function heldOf({ documents: packed }: Pack): Promise<number> {
    return orCancelled(heldTokens(deps, buildPrompt(packed, tail, deps.countTokens), signal), signal);
  }
}

/** Older versions are kept in place only as long as there is room for them. */
async function packThatFits(deps: AnswerDeps, records: readonly DocumentRecord[], room: number): Promise<Pack> {
  const pack = await packedCollection(deps, records);
  return pack.tokens > room && pack.outdated.size > 0 ? repacked(deps, records) : pack;
}
