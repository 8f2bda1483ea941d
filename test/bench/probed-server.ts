/** A server whose main loop is watched: the child process of the benches. It answers messages of its parent with figures. */
import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadConfig } from '../../core/config.ts';
import { closeServerDeps, openServerDeps } from '../../server/deps.ts';
import { listen } from '../../server/listen.ts';

export type Probe = { readonly type: 'ready'; readonly address: string } | { readonly type: 'figures'; readonly figures: ProbeFigures };

/** What happened since the last question. */
export interface ProbeFigures {
  /** Longest time that the main loop was blocked, by our work, the disk, or because others had the processor. */
  readonly blockedMs: number;
  /** Most processor time that the main thread took between two looks: our own share of a block, however busy the machine is. */
  readonly busyMs: number;
  /** Processor time of the whole process, all threads. */
  readonly processorMs: number;
  readonly residentBytes: number;
  /** Files and sockets; 0 where there is no /proc. */
  readonly descriptors: number;
}

// The histogram counts the timer's own resolution as delay.
const resolutionMs = 1;
/** Short beside the 50 ms that are asked about, long enough to cost nothing. */
const lookEveryMs = 3;

const quiet = { port: '0', ollamaUrl: 'http://127.0.0.1:9', modelPorts: 'none' };
const flags: Readonly<Record<string, string>> = JSON.parse(process.argv[2] ?? '{}');
const deps = openServerDeps(loadConfig({ flags: { ...quiet, ...flags }, environment: {} }), 'bench');
const server = await listen(deps);
const delay = monitorEventLoopDelay({ resolution: resolutionMs });
delay.enable();
let process0 = process.cpuUsage();
let thread0 = process.threadCpuUsage();
let busyMs = 0;
setInterval(look, lookEveryMs).unref();

process.on('message', async (message) => {
  if (message === 'stop') {
    await server.stop();
    await closeServerDeps(deps);
    process.disconnect();
    return;
  }
  look();
  const { user, system } = process.cpuUsage(process0);
  const blockedMs = Math.max(0, delay.max / 1e6 - resolutionMs);
  const held = { residentBytes: process.memoryUsage.rss(), descriptors: descriptors() };
  tell({ type: 'figures', figures: { blockedMs, busyMs, processorMs: (user + system) / 1000, ...held } });
  process0 = process.cpuUsage();
  busyMs = 0;
  delay.reset();
});
tell({ type: 'ready', address: server.address });

function look(): void {
  const now = process.threadCpuUsage();
  busyMs = Math.max(busyMs, (now.user + now.system - thread0.user - thread0.system) / 1000);
  thread0 = now;
}

function descriptors(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}

function tell(probe: Probe): void {
  process.send?.(probe);
}
