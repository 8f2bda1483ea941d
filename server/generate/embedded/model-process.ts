/** The process that holds a model, seen from outside: orders go in, replies come out, and its end is a fault of whoever waits. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { processEnvironment } from '../../../core/config.ts';
import { AppError } from '../../../core/errors.ts';
import { brokenStream } from '../../../core/model-faults.ts';
import { abortFault } from '../../../core/outbound.ts';
import { watchMemoryKills } from './memory-kills.ts';
import { type GenerateOrder, type Order, type Reply, reply, type StartOrder } from './protocol.ts';
import { endedFault, noStartFault } from './start-faults.ts';

type Ready = Extract<Reply, { type: 'ready' }>;
type Asking = Omit<GenerateOrder, 'id'> | Omit<Extract<Order, { type: 'count' }>, 'id'>;

export interface ModelProcess {
  /** What it said when the model was open; null until then. */
  ready(): Ready | null;
  /** False when it has ended or is about to. */
  isAlive(): boolean;
  /** Replies to this order, and those about loading, until the reader has enough. @throws AppError when the process fails or the signal aborts */
  ask(asking: Asking, signal: AbortSignal): AsyncGenerator<Reply, never>;
  /** Ends it at once. */
  stop(): Promise<void>;
}

interface Inbox {
  readonly replies: Reply[];
  fault: AppError | null;
  wake(): void;
}

/** Starts it. It ends by itself when nobody has asked for `idleMs`, and with this process. */
export function startModelProcess(entry: string, start: StartOrder, modelName: string, idleMs: number): ModelProcess {
  const child = spawn(process.execPath, [entry, JSON.stringify(start)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...processEnvironment() },
    windowsHide: true,
  });
  const inboxes = new Map<number, Inbox>();
  let ready: Ready | null = null;
  let fault: AppError | null = null;
  let idle: NodeJS.Timeout | undefined;
  let asked = 0;

  function fail(cause: AppError): void {
    fault ??= cause;
    child.kill('SIGKILL');
    for (const inbox of inboxes.values()) {
      inbox.fault ??= fault;
      inbox.wake();
    }
  }

  function hear(message: unknown): void {
    // What it said before it was found out is worth nothing either.
    if (fault !== null) return;
    const heard = reply.safeParse(message);
    if (!heard.success) {
      fail(brokenStream(modelName, 'runs in a program that does not speak as it should', heard.error));
      return;
    }
    const said = heard.data;
    if (said.type === 'no-start') fail(noStartFault(modelName, said.reason, said.text));
    if (said.type === 'ready') ready = said;
    for (const [id, inbox] of inboxes) {
      if ('id' in said && said.id !== id) continue;
      inbox.replies.push(said);
      inbox.wake();
    }
  }

  child.on('message', hear);
  const ranOutOfMemory = watchMemoryKills();
  child.once('error', (cause) => fail(endedFault(modelName, { signal: null, isOutOfMemory: false }, cause)));
  child.once('exit', (_code, signal) => fail(endedFault(modelName, { signal, isOutOfMemory: signal === 'SIGKILL' && ranOutOfMemory() })));
  rest();

  /** Nobody waits: the process must not keep ours alive, and goes after a while. */
  function rest(): void {
    child.unref();
    child.channel?.unref();
    idle = setTimeout(() => void stop(), idleMs).unref();
  }

  function work(): void {
    clearTimeout(idle);
    child.ref();
    child.channel?.ref();
  }

  /** A process that is gone hears nothing; its `exit` event tells the rest. */
  function tell(order: Order): void {
    if (child.connected) child.send(order, () => undefined);
  }

  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    work();
    fail(new AppError('cancelled', `${modelName} was unloaded`, 'Ask again.'));
    await gone;
  }

  return {
    ready: () => ready,
    isAlive: () => fault === null,
    stop,
    async *ask(asking, signal) {
      asked++;
      const id = asked;
      let moved = Promise.withResolvers<void>();
      const inbox: Inbox = { replies: [], fault, wake: () => moved.resolve() };
      inboxes.set(id, inbox);
      signal.addEventListener('abort', inbox.wake, { once: true });
      work();
      try {
        tell({ ...asking, id });
        for (;;) {
          if (signal.aborted) throw abortFault(signal);
          const next = inbox.replies.shift();
          if (next !== undefined) yield next;
          else if (inbox.fault !== null) throw inbox.fault;
          else {
            await moved.promise;
            moved = Promise.withResolvers();
          }
        }
      } finally {
        signal.removeEventListener('abort', inbox.wake);
        inboxes.delete(id);
        // It hears this for finished orders too, and does not mind.
        tell({ type: 'cancel', id });
        if (inboxes.size === 0) rest();
      }
    },
  };
}
