/** Has a model read one part: once more after a fault, and in halves when it had too much to copy. */
import { AppError } from '../../../core/errors.ts';
import type { GenerateEvent, GenerateUsage, Prompt } from '../../../core/ports.ts';
import type { AnswerEvent } from '../../../core/types.ts';
import type { Asked } from '../asked.ts';
import { stopIfCancelled } from '../cancel.ts';
import type { Material } from '../material.ts';
import { usageWarnings } from '../receipt.ts';
import { type CopiedQuote, copiedQuotes } from './copied-quotes.ts';
import { mapPrompt } from './map-prompt.ts';
import { halved, type Part } from './parts.ts';

export interface PartRead {
  readonly quotes: readonly CopiedQuote[];
  /** Quotes that stand nowhere in the part. */
  readonly dropped: number;
  readonly usages: readonly GenerateUsage[];
  readonly promptTokens: number;
  /** Passages whose reading failed, each group with its fault. */
  readonly failed: readonly { readonly part: Part; readonly fault: AppError }[];
  /** Passages of which the model copied so much that its room for words ended. */
  readonly cut: readonly Part[];
}

type GenerateEnd = Extract<GenerateEvent, { type: 'end' }>;

/** Before anything was read. */
export const nothing: PartRead = { quotes: [], dropped: 0, usages: [], promptTokens: 0, failed: [], cut: [] };

/**
 * A fault of the model is a value: the other parts can still be read. `deadline` ends the reading and is such a fault too.
 * @throws AppError cancelled
 */
export async function* readPart(
  asked: Asked,
  material: Material,
  part: Part,
  deadline: AbortSignal,
): AsyncGenerator<AnswerEvent, PartRead> {
  const first = yield* tried(asked, material, part, deadline);
  const isTooMuch = first.failed.some(({ fault }) => fault.code === 'prompt-too-long') || first.cut.length > 0;
  if (isTooMuch && part.length > 1) {
    const [one, other] = halved(part);
    // What was copied before the cut comes again from the halves.
    const spent: PartRead = { ...nothing, usages: first.usages, promptTokens: first.promptTokens };
    const before = joined(spent, yield* readPart(asked, material, one, deadline));
    return joined(before, yield* readPart(asked, material, other, deadline));
  }
  return first.failed.length > 0 && !deadline.aborted ? yield* tried(asked, material, part, deadline) : first;
}

/** What both came to. */
export function joined(one: PartRead, other: PartRead): PartRead {
  return {
    quotes: [...one.quotes, ...other.quotes],
    dropped: one.dropped + other.dropped,
    usages: [...one.usages, ...other.usages],
    promptTokens: one.promptTokens + other.promptTokens,
    failed: [...one.failed, ...other.failed],
    cut: [...one.cut, ...other.cut],
  };
}

async function* tried(asked: Asked, material: Material, part: Part, deadline: AbortSignal): AsyncGenerator<AnswerEvent, PartRead> {
  const prompt = mapPrompt(part, asked.question, material, asked.deps.countTokens);
  try {
    const { written, end } = yield* copied(asked, part, prompt, AbortSignal.any([asked.signal, deadline]));
    const { quotes, dropped } = copiedQuotes(written, part);
    return { quotes, dropped, usages: [end.usage], promptTokens: prompt.tokens, failed: [], cut: end.finish === 'stop' ? [] : [part] };
  } catch (fault) {
    stopIfCancelled(asked.signal);
    if (!(fault instanceof AppError)) throw fault;
    return { ...nothing, failed: [{ part, fault }] };
  }
}

async function* copied(
  { deps, question }: Asked,
  part: Part,
  prompt: Prompt,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, { readonly written: string; readonly end: GenerateEnd }> {
  const { generator, config } = deps;
  let written = '';
  const passages = part.map(({ headings: _, ...passage }) => passage);
  const request = { question, passages, outcome: null, prompt, maxOutputTokens: config.maxOutputTokens };
  for await (const event of generator.generate(request, signal)) {
    stopIfCancelled(signal);
    if (event.type === 'text' || event.type === 'quote') written += event.text;
    // How far it is in this part says little beside how far the scan is; that it waits or loads does.
    if (event.type === 'progress' && event.phase !== 'reading') yield { ...event, etaMs: null };
    if (event.type !== 'end') continue;
    usageWarnings(prompt, event.usage, generator.model);
    return { written, end: event };
  }
  throw new AppError(
    'model-stream-broken',
    `${generator.model.id} stopped in the middle of a part`,
    'Ask again; look at the model server when it happens often.',
  );
}
