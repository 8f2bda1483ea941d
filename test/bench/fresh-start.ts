/** The program as a person starts it: how soon it listens the second time, and what it holds when it is idle. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cleanEnvironment, launcher } from '../e2e/run-carrel.ts';
import { treeMemory } from './process-memory.ts';

export interface FreshStart {
  readonly listeningMs: number;
  readonly idleBytes: number;
}

// Long enough for the ingest process to have nothing left to do and to have gone.
const settleMs = 15_000;

export async function measureFreshStart(data: string): Promise<FreshStart> {
  const first = await startProgram(data);
  await untilSampleIsReady(first.address);
  await stopProgram(first.child);
  const again = await startProgram(data);
  try {
    await untilSampleIsReady(again.address);
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const processes = treeMemory(again.child.pid ?? 0);
    for (const { command, bytes } of processes)
      console.log(`       ${(bytes / 1e6).toFixed(0)} MB ${command.split('/').slice(-3).join('/')}`);
    return { listeningMs: again.tookMs, idleBytes: processes.reduce((sum, { bytes }) => sum + bytes, 0) };
  } finally {
    await stopProgram(again.child);
  }
}

export interface StartedProgram {
  readonly child: ChildProcess;
  readonly address: string;
  /** From the start of the process to the line that says that it listens. */
  readonly tookMs: number;
}

/** Starts the program over a data folder, the sample offered when it is empty. */
export async function startProgram(data: string): Promise<StartedProgram> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [launcher, 'serve', '--sample', '--port', '0'], {
    env: cleanEnvironment({ CARREL_DATA: data }),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const text of child.stdout) {
    const address = /http:\/\/\S+/.exec(String(text))?.[0];
    if (address === undefined) continue;
    const tookMs = performance.now() - startedAt;
    child.stdout.resume();
    return { child, address, tookMs };
  }
  throw new Error('The server ended before it listened.');
}

/** Asks until the sample answers, so that its search worker is open. */
async function untilSampleIsReady(address: string): Promise<void> {
  const body = JSON.stringify({ question: 'How many days of leave do I get?' });
  for (;;) {
    const response = await fetch(`${address}/api/collections/sample/search`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    const { results } = (await response.json()) as { results?: readonly unknown[] };
    if (results !== undefined && results.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Ends it as a person does, and waits. */
export async function stopProgram(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
