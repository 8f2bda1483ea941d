/** `npm test`: every check there is, one after the other; the last line is "N passed, N failed". */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'carrel-test-'));
const report = join(scratch, 'vitest.json');

const steps: readonly Step[] = [
  { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'types of the page', command: ['tsc', '--noEmit', '-p', 'web'] },
  { name: 'the page builds', command: ['vite', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'] },
  { name: 'dead code', command: ['knip'] },
];

/** Programs of node_modules are run by path, so that the file also works without npm. */
function run(command: readonly string[]): boolean {
  const [program = '', ...words] = command;
  const file = join(root, 'node_modules/.bin', process.platform === 'win32' ? `${program}.cmd` : program);
  const { status } = spawnSync(file, words, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  return status === 0;
}

function runSteps(): Counts {
  let failed = 0;
  for (const { name, command } of steps) {
    const started = performance.now();
    const isGood = run(command);
    if (!isGood) failed += 1;
    console.log(`${isGood ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
  return { passed: steps.length - failed, failed, skipped: 0 };
}

function runVitest(): Counts {
  const isGood = run(['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number; numPendingTests: number };
  // A suite that cannot be loaded fails no single test; it must not look like a success.
  const failed = result.numFailedTests === 0 && !isGood ? 1 : result.numFailedTests;
  return { passed: result.numPassedTests, failed, skipped: result.numPendingTests };
}

const counts = [runSteps(), runVitest()];
rmSync(scratch, { recursive: true, force: true });
const sum = (key: keyof Counts): number => counts.reduce((total, part) => total + part[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed${sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''}`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
