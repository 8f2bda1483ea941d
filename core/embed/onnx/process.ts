/** The process that holds a model, from outside. One for each model; it goes after a while without work, and with this one. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from '../../config.ts';
import { AppError } from '../../errors.ts';
import { abortFault } from '../../outbound.ts';
import type { OnnxModel } from './models.ts';
import { installCommand, type Order, reply, type StartOrder } from './protocol.ts';

const here = fileURLToPath(import.meta.url);
const entry = join(dirname(here), `child${extname(here)}`);
/** To open a model of 34 MB takes half a second: it may go soon. */
const idleMs = 120_000;

export interface EmbedProcess {
  isAlive(): boolean;
  /** @throws AppError model-failed, cancelled */
  embed(texts: readonly string[], isBackground: boolean, signal: AbortSignal): Promise<readonly Float32Array[]>;
}

export type Packages = Pick<StartOrder, 'runtime' | 'tokenizer'>;

export function startEmbedProcess(
  { name, folder, pooling, windowTokens }: Pick<OnnxModel, 'name' | 'folder' | 'pooling' | 'windowTokens'>,
  packages: Packages,
): EmbedProcess {
  // One core is left to whoever works at the machine.
  const start: StartOrder = { ...packages, folder, pooling, windowTokens, threads: Math.max(1, availableParallelism() - 1) };
  const child = spawn(process.execPath, [entry, JSON.stringify(start)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    env: { ...processEnvironment() },
    windowsHide: true,
  });
  const waiting = new Map<number, PromiseWithResolvers<readonly Float32Array[]>>();
  let fault: AppError | null = null;
  let asked = 0;
  let idle: NodeJS.Timeout | undefined;

  function fail(cause: AppError): void {
    fault ??= cause;
    child.kill('SIGKILL');
    for (const one of waiting.values()) one.reject(fault);
    waiting.clear();
  }

  /** Nobody waits: the process must not keep ours alive. */
  function rest(): void {
    child.unref();
    child.channel?.unref();
    clearTimeout(idle);
    idle = setTimeout(() => fail(ended(name)), idleMs).unref();
  }

  child.on('message', (message) => {
    const heard = reply.safeParse(message);
    if (!heard.success) fail(ended(name, heard.error));
    else if (heard.data.type === 'no-start') fail(noStart(name, heard.data.reason, heard.data.text));
    else waiting.get(heard.data.id)?.resolve(heard.data.vectors);
  });
  child.once('error', (cause) => fail(ended(name, cause)));
  child.once('exit', () => fail(ended(name)));
  rest();

  return {
    isAlive: () => fault === null,
    async embed(texts, isBackground, signal) {
      if (signal.aborted) throw abortFault(signal);
      if (fault !== null) throw fault;
      const id = ++asked;
      const answer = Promise.withResolvers<readonly Float32Array[]>();
      const stop = (): void => answer.reject(abortFault(signal));
      signal.addEventListener('abort', stop, { once: true });
      waiting.set(id, answer);
      clearTimeout(idle);
      child.ref();
      child.channel?.ref();
      const said: Order = { id, texts: [...texts], isBackground };
      if (child.connected) child.send(said, () => undefined);
      try {
        return await answer.promise;
      } finally {
        signal.removeEventListener('abort', stop);
        waiting.delete(id);
        if (waiting.size === 0) rest();
      }
    },
  };
}

function noStart(model: string, reason: 'package' | 'model', text: string): AppError {
  const cause = new Error(text.slice(0, 2000));
  if (reason === 'package') {
    const message = `The embedding model ${model} needs two packages that are not installed, or not for this machine`;
    return new AppError('model-failed', message, `Run \`${installCommand}\` where Carrel is installed, or set CARREL_EMBEDDER=lsa.`, cause);
  }
  return new AppError('model-failed', `The embedding model ${model} cannot be loaded`, 'Add it again: the file may be damaged.', cause);
}

function ended(model: string, cause?: unknown): AppError {
  return new AppError('model-failed', `The process of the embedding model ${model} ended`, 'Try again; it is started anew.', cause);
}
