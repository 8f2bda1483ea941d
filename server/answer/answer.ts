/**
 * The story of one question: search, decide what is read, pack it, ask, prove the citations, account for all of it.
 * HTTP, command line, MCP and evaluation all come through here.
 */
import { AppError } from '../../core/errors.ts';
import type { AnswerEvent } from '../../core/types.ts';
import type { Asked } from './asked.ts';
import { type Attempt, attempt } from './attempt.ts';
import { cancelled, orCancelled, stopIfCancelled } from './cancel.ts';
import { finished } from './finished.ts';
import { gatherMaterial, type Material } from './material.ts';
import { withUnseen } from './passages/unseen.ts';
import { type Decision, decide, decideAgain } from './plan/plan.ts';
import { checkedQuestion } from './question/question.ts';
import type { AnswerDeps, AnswerRequest } from './request.ts';
import { clearRows, rowsAhead } from './rows/rows.ts';
import { partialReading, scan, unreadSentence } from './scan/scan.ts';
import type { Scanned } from './scan/scanned.ts';
import { lastWord } from './writing/last-word.ts';
import { outcomeOf } from './writing/outcome.ts';
import { proofFirst } from './writing/proof-first.ts';
import { isProven, isSeen, type Writing, write } from './writing/writing.ts';

/**
 * Answers one question. The deltas joined are the answer's text; `answer-end` comes last, once, and only if all went well.
 * `plan-ready` comes twice when the first look found nothing, or nothing that could be proven, and a wider one is taken;
 * nothing was shown before the second.
 * @throws AppError question-empty, question-too-long, prompt-too-long, prompt-cut, cancelled, and what the generator throws.
 */
export async function* answer(request: AnswerRequest, deps: AnswerDeps, signal: AbortSignal): AsyncIterable<AnswerEvent> {
  const question = checkedQuestion(request.question);
  try {
    stopIfCancelled(signal);
    yield* answered({ ...request, question, startedMs: Date.now(), deps, signal });
  } catch (fault) {
    // Whatever breaks after a stop breaks because of it.
    if (signal.aborted && !(fault instanceof AppError && fault.code === 'cancelled')) throw cancelled();
    throw fault;
  }
}

async function* answered(asked: Asked): AsyncIterable<AnswerEvent> {
  yield { type: 'progress', phase: 'searching', done: 0, total: 1, etaMs: null };
  const ahead = rowsAhead(asked);
  const material: Material = { ...(await gatherMaterial(asked)), rowsAhead: ahead };
  const searchMs = Date.now() - asked.startedMs;
  const decision = decide(material.planInput);
  const { current: read, writing } = yield* looked(asked, material, decision);
  const current = await orCancelled(withUnseen(read, material.records, asked.deps.collection), asked.signal);
  yield { type: 'progress', phase: 'checking', done: 1, total: 1, etaMs: null };
  const came = outcomeOf(writing, current, material);
  yield* lastWord(writing, current, material, asked, came);
  yield* writing.draft.say(unreadSentence(asksForAll(current) ? current : read, asked.question));
  yield* writing.draft.say(unseenSentence(current, writing, material));
  yield { type: 'answer-end', answer: finished(asked, current, material, { writing, came }, searchMs) };
}

/** Then the sentence on what was not read and the account in the receipt are one; for one fact, pictures are of no interest. */
const asksForAll = ({ plan }: Attempt): boolean => plan.kind === 'complete' || plan.mode === 'scan';

/** Looks once, and once more and wider where that brought nothing: "not in these documents", or words without a proof. */
async function* looked(asked: Asked, material: Material, decision: Decision): AsyncGenerator<AnswerEvent, Scanned> {
  const wider = decideAgain(material.planInput, decision);
  if (wider === null) return yield* look(asked, material, decision);
  const { result, held } = yield* proofFirst(look(asked, material, decision));
  if (result.writing.saysNotFound || !(isProven(result.writing) || isSeen(result.writing))) return yield* look(asked, material, wider);
  yield* held;
  return result;
}

/** Reads as decided and writes what comes of it. */
async function* look(asked: Asked, material: Material, decision: Decision): AsyncGenerator<AnswerEvent, Scanned> {
  if (decision.mode === 'scan') return yield* scan(asked, material, decision);
  const rows = asked.mode === 'auto' && decision.mode !== 'none' ? yield* clearRows(asked, material, decision) : null;
  if (rows !== null) return rows;
  const current = await attempt(decision, material, asked.deps, asked.signal);
  yield { type: 'plan-ready', plan: current.plan };
  const writing = yield* write(asked, current, material);
  return { current, writing: { ...writing, warnings: [...writing.warnings, ...partialReading(current)] } };
}

/** Where little or nothing was found, or all was asked for, it matters how much nobody has looked at. */
function unseenSentence({ unseen, plan }: Attempt, writing: Writing, { phrases }: Material): string {
  const isOfInterest = writing.saysNotFound || !isProven(writing) || plan.kind === 'complete';
  return unseen === undefined || !isOfInterest ? '' : `\n\n${phrases.pictures.unseen(unseen.pages)}`;
}
