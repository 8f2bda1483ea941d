/** A prompt over the window, sent although we know better: it must be refused, and nothing answered from a part of it. */
import { AppError } from '../../../core/errors.ts';
import { count } from '../../../core/number-words.ts';
import { bad, doubtful, type Finding, good } from '../finding.ts';
import type { Measurements } from '../measurements.ts';
import { ask, type Trial } from './ask.ts';
import { asked, madeUpText } from './made-up-text.ts';

export interface OverflowTrial {
  readonly overflow: Measurements['overflow'];
  readonly findings: readonly Finding[];
}

/** Refusing needs no reading; whoever has not refused by then reads. */
const patienceMs = 60_000;
/** The engine believes that it is this short, and sends it. */
const claimedTokens = 1;
const excess = 1.25;

export async function tryOverflow(trial: Trial): Promise<OverflowTrial> {
  const { id, contextTokens } = trial.generator.model;
  const sentTokens = Math.ceil(contextTokens * excess);
  const bounded = { ...trial, signal: AbortSignal.any([trial.signal, AbortSignal.timeout(patienceMs)]) };
  const sent = `about ${count(sentTokens)} tokens for a window of ${count(contextTokens)}`;
  try {
    const { usage } = await ask(bounded, madeUpText(sentTokens, trial.name), asked.head.question, claimedTokens);
    const read = usage.promptTokens === null ? '' : ` after reading ${count(usage.promptTokens)}`;
    const remedy = 'Carrel counts before it sends and does not rely on this server; other programs that do are answered from a part.';
    return { overflow: 'cut', findings: [bad('model', `${id} was sent ${sent} and answered${read}: it cuts in silence.`, remedy)] };
  } catch (fault) {
    if (!(fault instanceof AppError) || trial.signal.aborted) throw fault;
    if (fault.code === 'prompt-too-long') {
      return { overflow: 'refused', findings: [good('model', `${id} refuses a prompt that is too long (${sent}).`)] };
    }
    const remedy = 'Carrel counts before it sends; set CARREL_CONTEXT_TOKENS no higher than the real window.';
    return { overflow: 'unclear', findings: [doubtful('model', `${id} was sent ${sent}, and: ${fault.message}.`, remedy)] };
  }
}
