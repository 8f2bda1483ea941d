/**
 * Deletes a thousand times against spellings, polls, ingests, kills and second servers, and looks for what was deleted:
 * `node test/bench/deleted-means-gone.ts 1000`. Then 60 documents of 300, one after another. Ends with 1 when any byte was found.
 */
import { deleteInRounds } from '../e2e/deletion-rounds.ts';
import { removeOneAfterAnother } from '../e2e/removals-in-a-row.ts';

const deletions = Number(process.argv[2] ?? 1000);
const startedAt = performance.now();
const outcome = await deleteInRounds(deletions, Math.random);
const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(JSON.stringify({ ...outcome, seconds }, null, 2));
console.log(JSON.stringify(await removeOneAfterAnother(60, 300)));
if (outcome.told.length + outcome.left.length + outcome.odd.length > 0) process.exitCode = 1;
