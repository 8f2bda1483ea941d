/** `carrel serve` in a process of its own on a data folder that outlives it, for those who kill it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cleanEnvironment, launcher, type Ran, runCarrel } from './run-carrel.ts';

export interface KillableServer {
  address(): string;
  /** Ends it, at once or in peace, and starts the next one on the same data folder. */
  restart(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** What a second server on the same data folder has to say. */
  second(): Promise<Ran>;
  stop(): Promise<void>;
}

export async function openKillableServer(data: string): Promise<KillableServer> {
  let running = await start(data);
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (running.child.exitCode !== null || running.child.signalCode !== null) return;
    const ended = once(running.child, 'exit');
    running.child.kill(signal);
    await ended;
  };
  return {
    address: () => running.address,
    async restart(signal) {
      await end(signal);
      running = await start(data);
    },
    second: () => runCarrel(['serve', '--port', '0'], data),
    stop: () => end('SIGTERM'),
  };
}

function start(data: string): Promise<{ readonly child: ChildProcess; readonly address: string }> {
  const child = spawn(process.execPath, [launcher, 'serve', '--port', '0'], {
    env: cleanEnvironment({ CARREL_DATA: data, CARREL_PARSERS: '1' }),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const address = /http:\/\/\S+/.exec(text)?.[0];
      if (address !== undefined) resolve({ child, address });
    });
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
  });
}
