/** A scan with a model: it copies out of every part what concerns the question, then answers from what it copied. */
import type { AppError } from '../../../core/errors.ts';
import type { AnswerEvent } from '../../../core/types.ts';
import type { Asked } from '../asked.ts';
import { orCancelled } from '../cancel.ts';
import type { Material } from '../material.ts';
import { wholePassages } from '../passages/passages.ts';
import type { ScanPhrases } from '../phrases/phrases.ts';
import type { Decision } from '../plan/plan.ts';
import { shownPlan } from '../plan/shown-plan.ts';
import { learnScan } from '../reading/writing-speed.ts';
import { answerFromQuotes } from './answer-from-quotes.ts';
import { scanClock } from './clock.ts';
import { mergedQuotes } from './merged-quotes.ts';
import { type Part, partsOf, type SectionAccount, sectionAccount } from './parts.ts';
import { joined, nothing, type PartRead, readPart } from './read-part.ts';
import type { Scanned } from './scanned.ts';

/** A server that failed so often in a row has gone: waiting for each of a hundred parts would help nobody. */
const mostFailuresInARow = 3;

interface Reading {
  readonly read: PartRead;
  /** Parts that nobody tried, because time or patience had run out. */
  readonly left: readonly Part[];
  readonly whyLeft: string;
}

/** @throws AppError cancelled, and the model's fault when not one part could be read. */
export async function* modelScan(
  asked: Asked,
  material: Material,
  decision: Decision,
  phrases: ScanPhrases,
): AsyncGenerator<AnswerEvent, Scanned> {
  const { deps, signal } = asked;
  const plan = shownPlan(material.planInput, decision, { promptTokens: 0, documentsIn: material.records.length });
  yield { type: 'plan-ready', plan };
  const chunks = Map.groupBy(await orCancelled(deps.collection.chunks(null), signal), ({ documentId }) => documentId);
  const passages = await orCancelled(wholePassages(deps.collection, material.records), signal);
  const account = sectionAccount(passages, chunks);
  const parts = partsOf(passages, decision.budgetTokens);
  const { read, left, whyLeft } = yield* readParts(asked, material, parts, account);
  const failed = read.failed.map(({ part }) => part);
  if (read.usages.length === 0 && read.failed[0] !== undefined) throw read.failed[0].fault;
  if (failed.length + left.length === 0) {
    learnScan(deps.config, deps.generator.model, copiedShare(read, material), read.promptTokens / Math.max(1, plan.promptTokens));
  }
  const unread = account.touchedBy([...failed, ...left]);
  const sections = { read: account.total - unread, total: account.total };
  const warnings = [...faultsOf(read, account), ...leftUnread(left, whyLeft, account), ...doubts(read)];
  const found = mergedQuotes(read.quotes, material.records);
  return yield* answerFromQuotes(asked, material, { decision, plan, sections, found, read, warnings }, phrases);
}

async function* readParts(
  asked: Asked,
  material: Material,
  parts: readonly Part[],
  account: SectionAccount,
): AsyncGenerator<AnswerEvent, Reading> {
  const deadline = AbortSignal.timeout(asked.deps.config.scanTimeoutMs);
  const clock = scanClock(account.total);
  let read = nothing;
  let failuresInARow = 0;
  yield clock.start();
  for (const [index, part] of parts.entries()) {
    const latest = yield* readPart(asked, material, part, deadline);
    if (deadline.aborted && latest.failed.length > 0) {
      return { read, left: parts.slice(index), whyLeft: 'the time of CARREL_SCAN_TIMEOUT_MS was over' };
    }
    read = joined(read, latest);
    failuresInARow = latest.failed.length > 0 ? failuresInARow + 1 : 0;
    if (failuresInARow === mostFailuresInARow) {
      return { read, left: parts.slice(index + 1), whyLeft: `the model failed ${mostFailuresInARow} times in a row` };
    }
    if (latest.failed.length === 0) yield* clock.read(account.read(part));
  }
  return { read, left: [], whyLeft: '' };
}

function copiedShare({ usages }: PartRead, { planInput }: Material): number {
  return usages.reduce((sum, { outputTokens }) => sum + outputTokens, 0) / Math.max(1, planInput.collectionTokens);
}

function faultsOf({ failed }: PartRead, account: SectionAccount): readonly string[] {
  return failed.map(({ part, fault }) => `Not read: ${placesIn([part], account)}. ${told(fault)}`);
}

const told = ({ message, hint }: AppError): string => `${message}. ${hint}`;

function leftUnread(left: readonly Part[], why: string, account: SectionAccount): readonly string[] {
  return left.length === 0 ? [] : [`Not read, because ${why}: ${placesIn(left, account)}.`];
}

// A warning stays one line; the receipt's numbers count all.
const mostNamed = 5;

function placesIn(parts: readonly Part[], account: SectionAccount): string {
  const sections = account.touchedBy(parts);
  const sources = [...new Set(parts.flat().map(({ source }) => source))];
  const more = sources.length > mostNamed ? ` and ${sources.length - mostNamed} more documents` : '';
  return `${sections} ${sections === 1 ? 'section' : 'sections'} in ${sources.slice(0, mostNamed).join(', ')}${more}`;
}

function doubts({ dropped, cut }: PartRead): readonly string[] {
  const invented = dropped === 0 ? [] : [`${dropped} lines that the model copied do not stand in the documents and were left out.`];
  const sources = [...new Set(cut.flat().map(({ source }) => source))];
  const unfinished =
    cut.length === 0 ? [] : [`The model had no room left to copy everything it found in ${sources.slice(0, mostNamed).join(', ')}.`];
  return [...invented, ...unfinished];
}
