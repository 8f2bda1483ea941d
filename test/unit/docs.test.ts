import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { generatedPages } from '../../docs/generate.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const pages = [
  ...['README.md', 'DESIGN.md', 'CONTRIBUTING.md', 'REVIEW.md', 'CHANGELOG.md', 'wrangler-free.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const generated = await generatedPages();

test.each([...generated])('%s is what the code says', (path, text) => {
  expect(read(path)).toBe(text);
});

describe.each(pages)('%s', (page) => {
  test('links only to what is there', () => {
    const targets = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !/^[a-z]+:/.test(target));
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });
});

test('the README names every folder of the tree, and only scripts that exist', () => {
  const readme = read('README.md');
  for (const folder of ['core/', 'ingest/', 'server/', 'web/', 'data/', 'test/', 'docs/']) expect(readme).toContain(folder);
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const used = [...readme.matchAll(/npm run (?:-s )?([\w:]+)/g)].map((match) => match[1] ?? '');
  expect(used.filter((name) => !(name in scripts))).toEqual([]);
});

const decisions = pages.filter((page) => /decisions\/\d/.test(page));

test.each(decisions)('%s says why, what, what follows and what was rejected', (page) => {
  expect(read(page)).toMatch(/^# \d{3}: \S/);
  for (const part of ['Context', 'Decision', 'Consequences', 'Rejected']) expect(read(page), part).toContain(`**${part}`);
});

test('every section of the facts that the code names is there', () => {
  const named = ['core', 'ingest', 'server', 'web', 'docs', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/(?:^|[\\/])dist[\\/]/.test(name))
      .flatMap((name) => [...read(`${folder}/${name}`).matchAll(/\b(ollama-gemma|retrieval)\.md §(\d+(?:\.\d+)?)(?:, §(\d+(?:\.\d+)?))?/g)])
      .flatMap(([, page = '', ...sections]) => sections.map((section) => ({ page, section }))),
  );
  const isThere = ({ page, section }: { readonly page: string; readonly section: string | undefined }): boolean =>
    section === undefined || new RegExp(`^##+ ${section.replace('.', '\\.')}\\.? `, 'm').test(read(`docs/facts/${page}.md`));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((one) => !isThere(one))).toEqual([]);
});

test('no page, source or lockfile names a registry host or a download address', () => {
  const hosts = /registry\.npmjs|registry\.yarnpkg|"resolved":/;
  expect(['package.json', 'package-lock.json', '.npmrc', ...pages].filter((path) => hosts.test(read(path)))).toEqual([]);
});
