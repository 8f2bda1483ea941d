import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

interface Entry {
  readonly version?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly integrity?: string;
  readonly link?: boolean;
}

const read = (name: string): unknown => JSON.parse(readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8'));
const packages = (read('package-lock.json') as { packages: Record<string, Entry> }).packages;

test('no package has an install script: npm is told to run none', () => {
  const scripted = Object.entries(packages).filter(([name, entry]) => name !== '' && entry.hasInstallScript === true);
  expect(scripted.map(([name]) => name)).toEqual([]);
});

test('every package has its hash in the lockfile', () => {
  const unhashed = Object.entries(packages).filter(([name, entry]) => name !== '' && entry.integrity === undefined && entry.link !== true);
  expect(unhashed.map(([name]) => name)).toEqual([]);
});

test('every version in package.json is exact', () => {
  const manifest = read('package.json') as Record<string, Record<string, string>>;
  const versions = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((part) => Object.entries(manifest[part] ?? {}));
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});
