/** What people are told when a model of the config cannot be run in its process. Pure. */
import { AppError } from '../../../core/errors.ts';

/** Why the process could not open the model; `text` is the library's own and goes no further than the log. */
export function noStartFault(model: string, reason: 'package' | 'binary' | 'memory' | 'model', text: string): AppError {
  const cause = new Error(text.slice(0, 2000));
  switch (reason) {
    case 'package':
      return missingPackage(model, cause);
    case 'binary':
      return new AppError(
        'model-failed',
        `node-llama-cpp is installed without a program for this machine, so ${model} cannot run`,
        'Install it again without `--omit=optional`, or run the model in Ollama and unset CARREL_GGUF.',
        cause,
      );
    case 'memory':
      return outOfMemory(model, cause);
    case 'model':
      return new AppError(
        'model-failed',
        `${model} cannot be loaded`,
        'The file may be damaged, or its kind newer than the installed node-llama-cpp: copy the file again or update the package.',
        cause,
      );
  }
}

export function missingPackage(model: string, cause?: unknown): AppError {
  return new AppError(
    'config-invalid',
    `CARREL_GGUF names ${model}, but the package node-llama-cpp is not installed`,
    'Run `npm i node-llama-cpp` where Carrel is installed, or unset CARREL_GGUF.',
    cause,
  );
}

/** The process ended by itself. Anybody may send SIGKILL; it is want of memory only where the system says so. */
export function endedFault(
  model: string,
  { signal, isOutOfMemory }: { readonly signal: NodeJS.Signals | null; readonly isOutOfMemory: boolean },
  cause?: unknown,
): AppError {
  if (isOutOfMemory) return outOfMemory(model, cause);
  if (signal !== 'SIGKILL') {
    return new AppError('model-failed', `The program that runs ${model} has crashed`, 'Ask again: it starts anew by itself.', cause);
  }
  return new AppError(
    'model-failed',
    `The program that runs ${model} was ended from outside (SIGKILL)`,
    'Ask again: it starts anew by itself. When nobody has ended it and it happens again, the memory may be short: set CARREL_CONTEXT_TOKENS lower.',
    cause,
  );
}

function outOfMemory(model: string, cause: unknown): AppError {
  return new AppError(
    'model-out-of-memory',
    `${model} does not fit into the memory of this machine`,
    'Set CARREL_CONTEXT_TOKENS lower, close other programs, or choose a smaller model.',
    cause,
  );
}
