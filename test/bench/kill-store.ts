/** Kills a writing process 100 times (or as often as the first argument says) and prints what was lost: `node test/bench/kill-store.ts`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killCycles } from '../unit/store-kill-cycles.ts';

const cycles = Number(process.argv[2] ?? 100);
const data = mkdtempSync(join(tmpdir(), 'carrel-kill-'));
try {
  const started = Date.now();
  const { acknowledged, findings } = await killCycles(data, cycles, Math.random);
  for (const finding of findings) console.log(finding);
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${cycles} kills in ${seconds} s: ${acknowledged} acknowledged changes, ${findings.length} lost, half-stored or doubled`);
  process.exitCode = findings.length === 0 ? 0 : 1;
} finally {
  rmSync(data, { recursive: true, force: true });
}
