/** A server whose main loop is watched: the child process of limits.ts. It answers messages of its parent with figures. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadConfig } from '../../core/config.ts';
import { closeServerDeps, openServerDeps } from '../../server/deps.ts';
import { listen } from '../../server/listen.ts';

export type Probe = { readonly type: 'ready'; readonly address: string } | { readonly type: 'figures'; readonly figures: ProbeFigures };

export interface ProbeFigures {
  /** Longest time that the main loop was blocked since the last question. */
  readonly blockedMs: number;
  readonly residentBytes: number;
}

// The histogram counts the timer's own resolution as delay.
const resolutionMs = 1;

const [data = '', folders = ''] = process.argv.slice(2);
const deps = openServerDeps(
  loadConfig({ flags: { data, folders, port: '0', ollamaUrl: 'http://127.0.0.1:9', modelPorts: 'none' }, environment: {} }),
  'bench',
);
const server = await listen(deps);
const delay = monitorEventLoopDelay({ resolution: resolutionMs });
delay.enable();

process.on('message', async (message) => {
  if (message === 'stop') {
    await server.stop();
    await closeServerDeps(deps);
    process.disconnect();
    return;
  }
  tell({ type: 'figures', figures: { blockedMs: delay.max / 1e6 - resolutionMs, residentBytes: process.memoryUsage.rss() } });
  delay.reset();
});
tell({ type: 'ready', address: server.address });

function tell(probe: Probe): void {
  process.send?.(probe);
}
