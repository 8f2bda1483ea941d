import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastJson, runProgram } from './run-carrel.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;

/** Packs the project and installs the tarball beside the dependencies that are here already: no registry is asked. */
beforeAll(() => {
  folder = mkdtempSync(join(root, '.npm-test-'));
  const packed = JSON.parse(
    execFileSync('npm', ['run', '--silent', 'package', '--', '--json', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as { filename: string }[];
  const tarball = join(folder, packed[0]?.filename ?? '');
  const installed = join(folder, 'node_modules/carrel');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['xzf', tarball, '--strip-components=1', '-C', installed]);
  for (const name of runtimePackages()) copyPackage(name);
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  // npm makes the programs of a package executable when it installs it.
  chmodSync(join(installed, 'bin/carrel.js'), 0o755);
  execFileSync('ln', ['-s', '../carrel/bin/carrel.js', join(folder, 'node_modules/.bin/carrel')]);
  writeFileSync(join(folder, 'package.json'), '{"name":"somewhere","version":"1.0.0"}');
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whatever the lockfile does not mark as needed for development only. */
function runtimePackages(): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { dev?: boolean }> };
  const wanted = Object.entries(packages).filter(
    ([name, { dev }]) => name.startsWith('node_modules/') && dev !== true && name.lastIndexOf('node_modules/') === 0,
  );
  const here = new Set(
    readdirSync(join(root, 'node_modules')).flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(root, 'node_modules', name)).map((inner) => `${name}/${inner}`) : [name],
    ),
  );
  return wanted.map(([name]) => name.slice('node_modules/'.length)).filter((name) => here.has(name));
}

function copyPackage(name: string): void {
  const target = join(folder, 'node_modules', name);
  mkdirSync(join(target, '..'), { recursive: true });
  // Hard links where the system has them: half a gigabyte need not be copied for a test.
  if (process.platform === 'linux') execFileSync('cp', ['-al', join(root, 'node_modules', name), target]);
  else cpSync(join(root, 'node_modules', name), target, { recursive: true });
}

function npx(words: readonly string[]): ReturnType<typeof runProgram> {
  return runProgram('npx', ['--no-install', 'carrel', ...words], { CARREL_DATA: join(folder, 'data') }, folder);
}

test('the tarball runs with npx: reads a folder, answers from it, and holds the page', async () => {
  mkdirSync(join(folder, 'notes'));
  writeFileSync(join(folder, 'notes/garden.md'), '# Garden\n\nThe gate code is 4417. The roses are cut in February.\n');
  writeFileSync(join(folder, 'notes/list.html'), '<h1>Tools</h1><p>The ladder is in the shed.</p>');

  const ingested = await npx(['ingest', 'notes', '--json']);
  expect(ingested.stderr).not.toContain('carrel:');
  expect(lastJson(ingested.stdout)).toMatchObject({ job: { state: 'done', report: { added: 2, failed: 0 } } });

  const asked = await npx(['ask', 'When are the roses cut?', '--json']);
  const { citations } = lastJson(asked.stdout) as { citations: { source: string; status: string; quote: string }[] };
  expect(citations[0]).toMatchObject({ source: 'garden.md', status: 'verified', quote: 'The roses are cut in February.' });

  expect(readFileSync(join(folder, 'node_modules/carrel/dist/web/dist/index.html'), 'utf8')).toContain('<script');
}, 120_000);

test('the tarball holds no test, no source map and no data of ours but the sample', () => {
  const names = readdirSync(join(folder, 'node_modules/carrel'), { recursive: true, encoding: 'utf8' });
  expect(names.filter((name) => /(^|\/)(test|eval|\.ci)(\/|$)|\.map$|\.carrel$|\.sqlite/.test(name))).toEqual([]);
});
