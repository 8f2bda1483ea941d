import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Answer, Outcome, Plan, Receipt } from '../../types.ts';

/** An answer as its row keeps it: whole-mode answers carry every passage they were given. */
export function packAnswer(answer: Answer): Buffer {
  return deflateRawSync(JSON.stringify(answer), { level: 1 });
}

/** The answer of a row, with what plans and receipts did not tell yet when an older version wrote it. */
export function unpackAnswer(body: Buffer): Answer {
  const answer = JSON.parse(inflateRawSync(body).toString('utf8')) as Answer & { readonly outcome?: Outcome };
  const outcome: Outcome = answer.outcome ?? (answer.abstained ? 'closest' : 'found');
  return { ...untold, ...answer, outcome, plan: { ...untoldPlan, ...answer.plan }, receipt: { ...untoldReceipt, ...answer.receipt } };
}

const untold: Partial<Answer> = { table: null };
const untoldPlan: Partial<Plan> = {
  kind: 'look-up',
  why: { cause: 'untold', figure: null },
  countedBy: 'gemma',
  cachedTokens: 0,
  coldMs: null,
  alternatives: [],
  memory: null,
};
const untoldReceipt: Partial<Receipt> = {
  passages: [],
  images: [],
  moreRead: 0,
  promptParts: null,
  sections: null,
  sql: null,
  isCacheInferred: false,
};
