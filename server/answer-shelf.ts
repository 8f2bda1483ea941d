/** Where answers are kept, if that can be: a disk that takes nothing more costs the keeping, not the answer. */
import type { Config } from '../core/config.ts';
import { AppError, type ErrorCode } from '../core/errors.ts';
import type { AppStore } from '../core/ports.ts';
import { openAppStore } from '../core/store/index.ts';
import type { Answer } from '../core/types.ts';

export type AnswerShelf = Pick<AppStore, 'saveAnswer' | 'createConversation' | 'conversation' | 'close'>;

/** Faults of the disk or of app.sqlite, as opposed to those of the question. */
const faultsOfKeeping: readonly ErrorCode[] = ['disk-full', 'path-refused', 'collection-busy', 'collection-damaged'];

/** Opens the shelf of the data folder; one that cannot be opened keeps nothing, and each answer says so. */
export function openAnswerShelf(config: Config): AnswerShelf {
  try {
    return openAppStore(config);
  } catch (fault) {
    if (!isOfKeeping(fault)) throw fault;
    const refuse = (): never => {
      throw fault;
    };
    return { saveAnswer: refuse, createConversation: refuse, conversation: () => null, close: () => undefined };
  }
}

/** The id of a new conversation; null when none can be kept. */
export function newConversation(collection: string, title: string, shelf: AnswerShelf): string | null {
  try {
    return shelf.createConversation(collection, title).id;
  } catch (fault) {
    // The answer says it, unless there is room again by then.
    if (!isOfKeeping(fault)) throw fault;
    return null;
  }
}

/** Keeps the answer. Null when it is kept, else a sentence that says why not. */
export function notKept(answer: Answer, shelf: AnswerShelf): string | null {
  try {
    shelf.saveAnswer(answer);
    return null;
  } catch (fault) {
    if (!isOfKeeping(fault)) throw fault;
    return `This answer is not kept and cannot be opened again. ${fault.message}.`;
  }
}

export function withWarning(answer: Answer, warning: string): Answer {
  return { ...answer, receipt: { ...answer.receipt, warnings: [...answer.receipt.warnings, warning] } };
}

function isOfKeeping(fault: unknown): fault is AppError {
  return fault instanceof AppError && faultsOfKeeping.includes(fault.code);
}
