import type { Config } from '../../core/config.ts';
import { openAppStore } from '../../core/store/index.ts';
import { type Finding, good } from './finding.ts';

export function queue(config: Config): Finding {
  const app = openAppStore(config);
  try {
    const open = app.jobs(null).filter(({ state }) => state === 'queued' || state === 'running').length;
    return good('queue', open === 0 ? 'No job is waiting.' : `${open} ${open === 1 ? 'job is' : 'jobs are'} waiting or running.`);
  } finally {
    app.close();
  }
}
