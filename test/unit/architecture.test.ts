/** The law of the tree (DESIGN.md, "Layout and arrows"): who may import whom, and where a library may be named. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Import {
  readonly from: string;
  /** A path from the root for our own files, else the package's name. */
  readonly to: string;
  readonly isTypeOnly: boolean;
}

const files = ['core', 'ingest', 'server', 'web'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('dist'))
    .map((name) => `${folder}/${name}`),
);

const imports: readonly Import[] = files.flatMap((from) => importsOf(from, readFileSync(join(root, from), 'utf8')));

function importsOf(from: string, text: string): readonly Import[] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g,
  );
  return [...found].map((match) => {
    const target = match[2] ?? match[3] ?? match[4] ?? '';
    const to = target.startsWith('.') ? relative(root, join(root, dirname(from), target)) : target;
    return { from, to, isTypeOnly: match[1] !== undefined };
  });
}

const folderOf = (path: string): string => path.split('/')[0] ?? '';
const packageOf = (name: string): string => (name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? ''));
const isOwn = (path: string): boolean =>
  ['core', 'ingest', 'server', 'web', 'test', 'docs', 'bin'].includes(folderOf(path)) && /\.tsx?$/.test(path);
const named = (list: readonly Import[]): readonly string[] => list.map(({ from, to }) => `${from} → ${to}`);

describe('arrows', () => {
  const own = imports.filter(({ to }) => isOwn(to));

  test('core imports only core', () => {
    expect(named(own.filter(({ from, to }) => folderOf(from) === 'core' && folderOf(to) !== 'core'))).toEqual([]);
  });

  test('ingest imports only core and itself', () => {
    expect(named(own.filter(({ from, to }) => folderOf(from) === 'ingest' && !['core', 'ingest'].includes(folderOf(to))))).toEqual([]);
  });

  test('only the command line imports from ingest on the server side', () => {
    const wrong = own.filter(({ from, to }) => folderOf(from) === 'server' && !from.startsWith('server/cli/') && folderOf(to) === 'ingest');
    expect(named(wrong)).toEqual([]);
  });

  test('the page takes only types, and only from core/types.ts', () => {
    const wrong = own.filter(
      ({ from, to, isTypeOnly }) => folderOf(from) === 'web' && folderOf(to) !== 'web' && !(isTypeOnly && to === 'core/types.ts'),
    );
    expect(named(wrong)).toEqual([]);
  });

  test('nothing imports a test', () => {
    expect(named(own.filter(({ to }) => folderOf(to) === 'test'))).toEqual([]);
  });

  test('doors do not import one another, and answering knows no door', () => {
    const doors = ['server/http/', 'server/cli/', 'server/mcp/'];
    const wrong = own.filter(({ from, to }) => {
      const target = doors.find((door) => to.startsWith(door));
      if (target === undefined || from.startsWith(target)) return false;
      return doors.some((door) => from.startsWith(door)) || /^server\/(answer|generate|search)\//.test(from);
    });
    expect(named(wrong)).toEqual([]);
  });
});

test('the steps of an answer know only the steps before them', () => {
  // In pairs: what is packed and what is sent; and the two ways to answer about everything.
  const order = ['question reading proof', 'phrases ranking passages', 'plan', 'pack prompt', 'writing', 'scan rows'];
  const rankOf = (folder: string): number => order.findIndex((step) => step.split(' ').includes(folder));
  const stepOf = (path: string): string | undefined => /^server\/answer\/([^/]+)\//.exec(path)?.[1];
  const wrong = imports.filter(({ from, to }) => {
    const [step, target] = [stepOf(from), stepOf(to)];
    return step !== undefined && target !== undefined && step !== target && rankOf(step) < rankOf(target);
  });
  expect(named(wrong)).toEqual([]);
  const folders = new Set(files.flatMap((file) => stepOf(file) ?? []));
  expect([...folders].filter((folder) => rankOf(folder) === -1)).toEqual([]);
});

describe('one place for each library', () => {
  const places: Readonly<Record<string, RegExp>> = {
    'better-sqlite3': /^core\/store\/sqlite\//,
    'sqlite-vec': /^core\/store\/sqlite\//,
    ollama: /^(core\/embed|server\/generate)\/ollama[\w-]*\.ts$/,
    'pdf-parse': /^ingest\/parse\/pdf[\w-]*\.ts$/,
    mammoth: /^ingest\/parse\/docx[\w-]*\.ts$/,
    'postal-mime': /^ingest\/parse\/email[\w-]*\.ts$/,
    parse5: /^ingest\/parse\/html[\w-]*\.ts$/,
    busboy: /^server\/http\/staging\.ts$/,
    hono: /^server\/(app\.ts$|http\/)/,
    '@hono/node-server': /^server\/listen\.ts$/,
  };

  test.each(Object.entries(places))('%s is imported only where it belongs', (name, place) => {
    expect(named(imports.filter(({ from, to }) => packageOf(to) === name && !place.test(from)))).toEqual([]);
  });

  test('sockets to other programs are opened in one module', () => {
    const network = new Set(['node:http', 'node:https', 'node:net', 'node:tls', 'node:dgram', 'node:http2', 'undici']);
    // Types are free; the sandbox imports the modules in order to close them; listen.ts is the way in, not out.
    // offline.ts takes BlockList and isIP from node:net: arithmetic on addresses.
    const allowed = /^(core\/(outbound|offline)\.ts|ingest\/sandbox\/[\w-]+\.ts)$/;
    expect(named(imports.filter(({ from, to, isTypeOnly }) => network.has(to) && !isTypeOnly && !allowed.test(from)))).toEqual([]);
  });
});

test('the environment is read in core/config.ts alone', () => {
  const readers = files.filter(
    (file) => file !== 'core/config.ts' && !file.startsWith('web/') && /process\.env\b/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(readers).toEqual([]);
});

test('a file with behaviour is in core only when both sides reach it', () => {
  const reached = (start: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const queue = imports.filter(({ from, to }) => folderOf(from) === start && folderOf(to) === 'core').map(({ to }) => to);
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      queue.push(...imports.filter(({ from, to }) => from === file && isOwn(to)).map(({ to }) => to));
    }
    return seen;
  };
  const ingest = reached('ingest');
  const server = reached('server');
  const exempt = new Set(['core/types.ts', 'core/ports.ts', 'core/embed/onnx/child.ts', 'core/tokens/generate.ts', 'core/store/memory.ts']);
  const alone = files.filter(
    (file) =>
      folderOf(file) === 'core' &&
      file.endsWith('.ts') &&
      !file.endsWith('.d.ts') &&
      !exempt.has(file) &&
      !(ingest.has(file) && server.has(file)),
  );
  expect(alone).toEqual([]);
});

test('migrations are numbered without a gap from 001, so that none is skipped', () => {
  for (const folder of ['migrations', 'app-migrations']) {
    const numbers = readdirSync(join(root, 'core/store/sqlite', folder)).map((file) => Number(/^(\d{3})-[a-z-]+\.sql$/.exec(file)?.[1]));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  }
});
