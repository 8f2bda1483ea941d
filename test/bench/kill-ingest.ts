/** Kills an ingest at random moments: `node test/bench/kill-ingest.ts 100`. Prints what was lost, halved or doubled. */
import { killIngest } from '../e2e/ingest-kills.ts';

const kills = Number(process.argv[2] ?? 100);
const startedAt = performance.now();
const outcome = await killIngest(kills, Math.random);
process.stdout.write(`${JSON.stringify({ ...outcome, seconds: Math.round((performance.now() - startedAt) / 1000) })}\n`);
