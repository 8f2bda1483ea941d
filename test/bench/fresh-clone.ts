/** From a bare clone to the first answer, as a stranger does it: `npm ci`, then ask the sample. Needs a package registry. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../e2e/run-carrel.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Clones the last commit into the folder. npm's own cache is used as it is: a warm one hides the download. */
export async function measureClone(folder: string): Promise<{ readonly installMs: number; readonly answerMs: number }> {
  const clone = join(folder, 'clone');
  execFileSync('git', ['clone', '--quiet', repository, clone]);
  const startedAt = performance.now();
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], clone, folder);
  const installedAt = performance.now();
  const carrel = ['--silent', 'run', 'carrel', '--'];
  await run('npm', [...carrel, 'ingest', 'data/sample', '--collection', 'sample'], clone, folder);
  const answer = await run('npm', [...carrel, 'ask', 'How many days of leave do I get?'], clone, folder);
  if (!/\[1\]/.test(answer)) throw new Error(`The answer cites nothing: ${answer}`);
  return { installMs: installedAt - startedAt, answerMs: performance.now() - installedAt };
}

async function run(program: string, words: readonly string[], clone: string, folder: string): Promise<string> {
  const { status, stdout, stderr } = await runProgram(program, words, { CARREL_DATA: join(folder, 'data') }, clone);
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${stderr}`);
  return stdout;
}
