/**
 * The limits that a person feels, each beside its target: `node test/bench/limits.ts [start] [upload] [files] [search] [loop] [rows] [memory] [documents] [clone]`,
 * all but `clone` when none is named. Starts real servers and sends real requests. Ends with 1 when a target is missed.
 * Run it on a quiet machine; every ratio is taken within one run.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureBlockedLoop } from './blocked-loop.ts';
import { measureClone } from './fresh-clone.ts';
import { measureFreshStart } from './fresh-start.ts';
import { measureManyDocuments } from './many-documents.ts';
import { measureQuestionMemory } from './question-memory.ts';
import { enterBlocked, openTargets, type Targets } from './report.ts';
import { measureRows } from './row-answers.ts';
import { measureSearch } from './search-limits.ts';
import { measureManyFiles, measureUpload } from './upload-memory.ts';

const parts: Readonly<Record<string, (folder: string, targets: Targets) => Promise<void>>> = {
  async start(folder, targets) {
    const fresh = await measureFreshStart(folder);
    targets.enter('from the start to listening, sample present', fresh.listeningMs, 'ms', 1_000);
    targets.enter('memory of all processes, idle, sample open', fresh.idleBytes / 1e6, 'MB', 300);
  },
  async upload(folder, targets) {
    const upload = await measureUpload(folder, 300e6);
    targets.enter('memory for an upload of 300 MB', upload.grownBytes / 1e6, 'MB', 64);
    enterBlocked(targets, 'during that upload', upload);
  },
  async files(folder, targets) {
    const upload = await measureManyFiles(folder, 100_000);
    targets.note(`100,000 files were sent in ${(upload.uploadMs / 1000).toFixed(1)} s`);
    targets.enter('files and sockets open during an upload of 100,000 files', upload.descriptors, 'files', 200);
    targets.enter('memory for that upload', upload.grownBytes / 1e6, 'MB', 300);
    targets.enter('files of it that were lost', upload.lost, 'files', 0);
    enterBlocked(targets, 'during that upload', upload);
  },
  search: measureSearch,
  loop: measureBlockedLoop,
  rows: measureRows,
  memory: measureQuestionMemory,
  documents: measureManyDocuments,
  async clone(folder, targets) {
    const { installMs, answerMs } = await measureClone(folder);
    targets.note(`npm ci ${(installMs / 1000).toFixed(1)} s (its cache may be warm), then ${(answerMs / 1000).toFixed(1)} s to the answer`);
    targets.enter('bare clone to the first answer', (installMs + answerMs) / 1000, 's', 90);
  },
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts).filter((part) => part !== 'clone');
const folder = mkdtempSync(join(tmpdir(), 'carrel-limits-'));
const targets = openTargets();
try {
  for (const part of wanted) {
    mkdirSync(join(folder, part));
    const measure = parts[part];
    if (measure === undefined) throw new Error(`There is no part ${part}; there are ${Object.keys(parts).join(', ')}.`);
    await measure(join(folder, part), targets);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
targets.end();
