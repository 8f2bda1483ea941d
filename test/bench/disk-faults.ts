/**
 * One write of SQLite, every sixth in its turn, fails once with an error of the disk: what does a command say, and is what it left
 * sound? Needs strace. `node test/bench/disk-faults.ts [writes] [EIO|ENOSPC|EROFS …]`
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { checkCollection, findCollection, openAppStore } from '../../core/store/index.ts';
import { cleanEnvironment, launcher } from '../e2e/run-carrel.ts';

const writes = Number(process.argv[2] ?? 20);
const errors = process.argv.length > 3 ? process.argv.slice(3) : ['EIO', 'ENOSPC', 'EROFS'];
/** So that the writes tried reach from the making of a collection to the end of its job. */
const everyWrite = 6;
/** Far above what the commands take; an ingest that waits for a full disk tries again after two seconds. */
const mostMs = 60_000;

if (spawnSync('strace', ['-V']).status !== 0) throw new Error('strace is not installed.');

const home = mkdtempSync(join(tmpdir(), 'carrel-faults-'));
const folder = join(home, 'office');
mkdirSync(folder);
writeFileSync(join(folder, 'leave.md'), '# Leave\n\nEvery employee has 27 days of annual leave a year.\n');
const ready = join(home, 'ready');
run(['ingest', folder], ready, []);

const commands = { ingest: ['ingest', folder], ask: ['ask', 'How many days of annual leave?'] };
for (const error of errors) {
  for (const [name, words] of Object.entries(commands)) {
    const endings = new Map<string, number>();
    for (let write = 1; write <= writes * everyWrite; write += everyWrite) {
      const data = join(home, 'data');
      rmSync(data, { recursive: true, force: true });
      if (name === 'ask') cpSync(ready, data, { recursive: true });
      const told = run(words, data, ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `inject=pwrite64:error=${error}:when=${write}`]);
      const ending = `${told}, left ${soundness(data)}`;
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
    }
    console.log(`${error}, ${name}, ${writes} writes, every ${everyWrite}th:`);
    for (const [ending, times] of endings) console.log(`  ${times} × ${ending}`);
  }
}
rmSync(home, { recursive: true, force: true });

/** How it ended, and the last thing that it said where it did not end well. */
function run(words: readonly string[], data: string, before: readonly string[]): string {
  const [program = '', ...rest] = [...before, process.execPath, launcher, ...words, '--collection', 'office'];
  const env = cleanEnvironment({ CARREL_DATA: data, CARREL_PARSERS: '1' });
  const { status, signal, stderr } = spawnSync(program, rest, { env, encoding: 'utf8', timeout: mostMs });
  if (signal !== null) return 'hangs';
  const said = stderr.split('\n').filter((line) => /^carrel:|not kept|Paused|failed:/.test(line));
  return `exit ${status}${said.length === 0 ? '' : `: ${said.at(-1)?.slice(0, 140)}`}`;
}

function soundness(data: string): string {
  const config = loadConfig({ flags: { data }, environment: {} });
  try {
    openAppStore(config).close();
    if (findCollection(config, 'office') === null) return 'no collection';
    return checkCollection(config, 'office').join(' ') || 'sound';
  } catch (fault) {
    return fault instanceof AppError ? `${fault.code}: ${fault.message}` : String(fault);
  }
}
