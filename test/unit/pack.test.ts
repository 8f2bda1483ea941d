import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import { countTokens } from '../../core/tokens/index.ts';
import type { Pack } from '../../server/answer/pack/pack.ts';
import { markRead, type PackDeps, packedCollection, repacked, whenPutInOrder } from '../../server/answer/pack/shelf.ts';
import { openShelf, type Shelf } from './answer-shelf.ts';

const sentence = (topic: string, index: number): string =>
  `The ${topic} of chapter ${index} is kept in drawer ${index * 7} of the archive. `;
const chapter = (topic: string): string => `# ${topic}\n\n${Array.from({ length: 30 }, (_, index) => sentence(topic, index)).join('\n')}\n`;
const names = [
  'apples',
  'boats',
  'candles',
  'drums',
  'engines',
  'ferns',
  'gloves',
  'hats',
  'islands',
  'jars',
  'kites',
  'lamps',
  'maps',
  'nets',
  'oars',
  'pens',
];
const files = Object.fromEntries(names.map((name) => [`${name}.md`, chapter(name)]));

let shelf: Shelf;
beforeEach(async () => {
  shelf = await openShelf(files);
});
afterEach(() => {
  vi.useRealTimers();
  shelf.close();
});

/** As another process would see the collection: with a config of its own. */
const restarted = (deps: PackDeps): PackDeps => ({ ...deps, config: loadConfig({ flags: { data: deps.config.data }, environment: {} }) });

async function packed(deps: PackDeps = shelf.deps): Promise<Pack> {
  return packedCollection(
    deps,
    (await deps.collection.documents()).filter(({ status }) => status === 'indexed'),
  );
}

async function readByModel(): Promise<Pack> {
  const pack = await packed();
  markRead(shelf.deps, pack);
  return pack;
}

const bytes = ({ documents }: Pack): string => documents.map(({ text }) => text).join('\n');
const sources = ({ versions }: Pack): readonly string[] => versions.map(({ version }) => version.record.source);

describe('a pack', () => {
  test('has the same bytes after a restart and whatever order the documents came in', async () => {
    const other = await openShelf(Object.fromEntries(Object.entries(files).toReversed()));
    try {
      const first = bytes(await packed());
      expect(bytes(await packed(restarted(shelf.deps)))).toBe(first);
      expect(bytes(await packed(other.deps))).toBe(first);
    } finally {
      other.close();
    }
  });

  test('is made once: while nothing changes, no chunk and no text is read again', async () => {
    let reads = 0;
    const { collection } = shelf.deps;
    const counted = {
      ...collection,
      chunks: (...input: Parameters<typeof collection.chunks>) => {
        reads += 1;
        return collection.chunks(...input);
      },
    };
    const deps = { ...shelf.deps, collection: counted };
    const first = await packed(deps);
    expect(reads).toBe(names.length);
    expect(await packed(deps)).toBe(first);
    await shelf.put({ 'boats.md': chapter('ships') });
    await packed(deps);
    expect(reads).toBe(names.length + 1);
  });

  test('is counted exactly, numbers, names, delta and note included', async () => {
    const first = await readByModel();
    expect(first.tokens).toBe(countTokens(bytes(first)));
    await shelf.put({ 'boats.md': chapter('ships'), 'odd names.md': '\n\n  Blanks, a [7] and <document "x">.  \n\n\t\n' });
    const changed = await packed();
    expect(changed.tokens).toBe(countTokens(bytes(changed)));
  });

  test('keeps its bytes when a document is saved again with the same text', async () => {
    const first = await readByModel();
    await shelf.put({ 'boats.md': files['boats.md'] ?? '' });
    expect(bytes(await packed())).toBe(bytes(first));
  });

  test('of which no model has read anything is put in order again after each change', async () => {
    await packed();
    await shelf.put({ 'boats.md': chapter('ships'), 'aardvarks.md': chapter('aardvarks') });
    const changed = await packed();
    expect(sources(changed)).toEqual(['aardvarks.md', ...names.map((name) => `${name}.md`)]);
    expect(bytes(changed)).toBe(bytes(await packed(restarted(shelf.deps))));
  });
});

describe('a change to what a model has read', () => {
  test('leaves every byte in its place, and the new version and a note follow', async () => {
    const first = await readByModel();
    await shelf.put({ 'boats.md': chapter('ships') });
    const changed = await packed();
    expect(bytes(changed).startsWith(bytes(first))).toBe(true);
    expect(sources(changed)).toEqual([...names.map((name) => `${name}.md`), 'boats.md']);
    const rest = bytes(changed).slice(bytes(first).length);
    const old = changed.versions[1]?.passages.map(({ number }) => number) ?? [];
    const last = first.passages.at(-1)?.number ?? 0;
    expect(rest).toContain(`\n<document "boats.md">\n[${last + 1}]\n`);
    expect(rest).toMatch(
      new RegExp(`\\n\\[${old[0]}\\] to \\[${old.at(-1)}\\] of "boats.md": its newest version begins at \\[${last + 1}\\]\\.`),
    );
  });

  test('takes the old version out of what may be answered from', async () => {
    await readByModel();
    await shelf.put({ 'boats.md': chapter('ships') });
    const changed = await packed();
    expect(changed.passages.some(({ text }) => text.includes('The boats of'))).toBe(false);
    expect(changed.passages.some(({ text }) => text.includes('The ships of'))).toBe(true);
    expect([...changed.outdated.values()].every(({ source, text }) => source === 'boats.md' && text.includes('boats'))).toBe(true);
    expect(new Set(changed.passages.map(({ number }) => number)).size).toBe(changed.passages.length);
    expect(changed.sections.total).toBe(names.length);
  });

  test('that comes again only adds to the end, but for the note', async () => {
    await readByModel();
    await shelf.put({ 'boats.md': chapter('ships') });
    const once = await readByModel();
    await shelf.put({ 'boats.md': chapter('rafts') });
    const twice = await packed();
    const kept = once.versions.map(({ text }) => text).join('\n');
    expect(bytes(twice).startsWith(kept)).toBe(true);
    expect([...twice.outdated.values()].some(({ text }) => text.includes('ships'))).toBe(true);
    expect(twice.passages.some(({ text }) => text.includes('rafts'))).toBe(true);
  });

  test('that adds a document puts it at the end, and nothing is out of date', async () => {
    const first = await readByModel();
    await shelf.put({ 'aardvarks.md': chapter('aardvarks') });
    const changed = await packed();
    expect(bytes(changed).startsWith(`${bytes(first)}\n<document "aardvarks.md">`)).toBe(true);
    expect(changed.outdated.size).toBe(0);
    expect(bytes(changed)).not.toContain('<out-of-date>');
  });

  test('of more than a fifth packs everything anew', async () => {
    await readByModel();
    await shelf.put(Object.fromEntries(names.slice(0, 4).map((name) => [`${name}.md`, chapter(`new ${name}`)])));
    const changed = await packed();
    expect(sources(changed)).toEqual(names.map((name) => `${name}.md`));
    expect(changed.outdated.size).toBe(0);
  });

  test('that removes a document leaves no byte of it, of no version', async () => {
    await readByModel();
    await shelf.put({ 'boats.md': chapter('ships') });
    await readByModel();
    shelf.takeAway('boats.md');
    const changed = await packed();
    expect(bytes(changed)).not.toMatch(/boats|ships/);
    expect(JSON.stringify([changed.passages, [...changed.outdated.values()], changed.versions])).not.toMatch(/boats|ships/);
    expect(sources(changed)).toEqual(names.filter((name) => name !== 'boats').map((name) => `${name}.md`));
  });

  test('that empties a document takes its text away like a removal', async () => {
    await readByModel();
    await shelf.put({ 'boats.md': '' });
    expect(bytes(await packed())).not.toContain('The boats of');
  });

  test('is packed in order on demand, and then that is what changes are appended to', async () => {
    await readByModel();
    await shelf.put({ 'boats.md': chapter('ships') });
    const records = await shelf.deps.collection.documents();
    const fresh = await repacked(shelf.deps, records);
    expect(bytes(fresh)).toBe(bytes(await packed(restarted(shelf.deps))));
    expect(await packed()).toBe(fresh);
  });

  test('is forgotten when nobody asks for some minutes: the old version is then gone from memory too', async () => {
    await readByModel();
    await shelf.put({ 'boats.md': chapter('ships') });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    expect((await packed()).outdated.size).toBeGreaterThan(0);
    const inOrder = new Promise((resolve) => whenPutInOrder(shelf.deps.config, resolve));
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(await inOrder).toBe('shelf');
    const later = await packed();
    expect(later.outdated.size).toBe(0);
    expect(bytes(later)).toBe(bytes(await packed(restarted(shelf.deps))));
  });
});
