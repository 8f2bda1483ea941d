/** One question to the process that holds the model, as events of an answer. */
import { AppError } from '../../../core/errors.ts';
import { promptTooLong } from '../../../core/model-faults.ts';
import { abortFault } from '../../../core/outbound.ts';
import type { GenerateEvent, GenerateRequest, Generator } from '../../../core/ports.ts';
import type { ModelDescription } from '../../../core/types.ts';
import { boundedAnswer } from '../bounded-answer.ts';
import { type Patience, startWatch, type Watch } from '../patience.ts';
import { withoutThoughts } from '../without-thoughts.ts';
import { batchTokens } from './llama.ts';
import type { ModelProcess } from './model-process.ts';
import type { Reply } from './protocol.ts';
import { hashOfText, notedTokens, removeState } from './state-files.ts';

/** `processOf` gives the process that runs now, or a new one when the last has ended. */
export function embeddedGenerator(processOf: () => ModelProcess, patience: Patience, model: ModelDescription): Generator {
  return {
    model,
    keepsStates: true,
    restorableTokens: (prompt, stateFolder) =>
      notedTokens(stateFolder, { textHash: hashOfText(prompt), modelDigest: model.digest ?? '', windowTokens: model.contextTokens }),
    async *generate(request, signal) {
      if (signal.aborted) throw abortFault(signal);
      const watch = startWatch(signal, model.id);
      try {
        const events = answerDespiteState({ processOf, patience, model, request, watch });
        yield* boundedAnswer(withoutThoughts(events), model.id, request);
      } finally {
        watch.stop();
      }
    },
  };
}

interface Asked {
  readonly processOf: () => ModelProcess;
  readonly patience: Patience;
  readonly model: ModelDescription;
  readonly request: GenerateRequest;
  readonly watch: Watch;
}

/** A saved state that took the process down, or that it refused. The file is gone by now. */
class BadState extends Error {}

async function* answerDespiteState(asked: Asked): AsyncIterable<GenerateEvent> {
  try {
    yield* answer(asked);
  } catch (fault) {
    if (!(fault instanceof BadState)) throw fault;
    // Nothing is kept this time: what was just written may have been the bad one.
    yield* answer({ ...asked, request: { ...asked.request, stateFolder: undefined } });
  }
}

async function* answer({ processOf, patience, model, request, watch }: Asked): AsyncIterable<GenerateEvent> {
  const process = processOf();
  watch.allow(patience.loadMs);
  if (process.ready() === null) yield { type: 'progress', phase: 'loading', done: 0, total: 100 };
  let restoring: string | null = null;
  try {
    for await (const reply of process.ask(orderOf(request), watch.signal)) {
      if (reply.type === 'reading') watch.allow(patience.silenceMs + patience.readMsPerToken * batchTokens);
      if (reply.type === 'text') watch.allow(patience.silenceMs);
      if (reply.type === 'restoring') restoring = reply.path;
      if (reply.type === 'restored') restoring = null;
      const event = eventOf(reply, model, process);
      if (event !== null) yield event;
      if (event?.type === 'end') return;
    }
  } catch (fault) {
    if (fault instanceof AppError && fault.code === 'cancelled') throw fault;
    // It hangs: only a new one will answer the next question.
    if (restoring !== null || watch.signal.aborted) await process.stop();
    if (restoring === null) throw fault;
    await removeState(restoring);
    throw watch.signal.aborted ? fault : new BadState('a saved state could not be taken in', { cause: fault });
  }
}

function orderOf({ prompt, maxOutputTokens, stateFolder }: GenerateRequest) {
  return { type: 'generate', prompt, maxOutputTokens, stateFolder: stateFolder ?? null } as const;
}

/** Null for what only concerns the process. @throws AppError for an answer that will not come */
function eventOf(reply: Reply, model: ModelDescription, process: ModelProcess): GenerateEvent | null {
  switch (reply.type) {
    case 'loading':
      return { type: 'progress', phase: 'loading', done: Math.round(reply.share * 100), total: 100 };
    case 'reading':
      return { type: 'progress', phase: 'reading', done: reply.done, total: reply.total };
    case 'text':
      return { type: 'text', text: reply.text };
    case 'too-long':
      throw promptTooLong(model.id, reply.neededTokens, reply.windowTokens);
    case 'failed':
      throw new AppError('model-failed', `${model.id} failed while it answered`, 'Ask again.', new Error(reply.text));
    case 'end': {
      const { version, gpu } = process.ready() ?? { version: 'unknown', gpu: 'unknown' };
      const runtime = { runtime: `node-llama-cpp ${version}`, gpu, window: model.contextTokens, restored: reply.restored };
      return { type: 'end', finish: reply.finish, usage: reply.usage, options: { temperature: 0, seed: 1, ...runtime } };
    }
    default:
      return null;
  }
}
