import { totalmem } from 'node:os';
import { type Finding, good } from './finding.ts';

export function runtime(): Finding {
  const memory = Math.round(totalmem() / 1e9);
  return good('runtime', `Node ${process.versions.node} on ${process.platform} ${process.arch}, ${memory} GB of memory.`);
}
