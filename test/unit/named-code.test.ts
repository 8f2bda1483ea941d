import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import { sha256 } from '../../core/hash.ts';
import type { CollectionWriter } from '../../core/ports.ts';
import { createCollection, openWriter } from '../../core/store/index.ts';
import type { SearchHit } from '../../core/types.ts';
import { prepare } from '../../ingest/prepare.ts';
import { searchable } from '../../server/search/search.ts';
import { fusionWeights } from '../../server/search/weights.ts';

let config: Config;
let writer: CollectionWriter;

beforeEach(() => {
  config = loadConfig({ flags: { data: mkdtempSync(join(tmpdir(), 'carrel-names-')) }, environment: {} });
  createCollection(config, 'books');
  writer = openWriter(config, 'books');
});

afterEach(() => {
  writer.close();
  rmSync(config.data, { recursive: true, force: true });
});

async function save(source: string, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  const { document } = await prepare({ source, bytes });
  if (document !== null)
    writer.save({ source, origin: '', hash: sha256(text), sizeBytes: bytes.length, kept: { kind: 'bytes', bytes } }, document);
}

const question = 'What if a parcel weighs more than the scale can bear?';
const manual = '# Scales\n\nIf a parcel weighs more than the scale can bear, it ends with `ERR_SCALE_OVERFLOW`.\n';
const faults = "const faults = {\n  ERR_SCALE_OVERFLOW: fault('too heavy', 413),\n};\n";

function found(): readonly SearchHit[] {
  return searchable(writer, fusionWeights(loadConfig({ flags: {}, environment: {} }))).search(question, 20, null).hits;
}

const sources = (): readonly string[] => found().map(({ source }) => source);

test('code that shares no word with the question is found by the name that the manual gives, behind the manual', async () => {
  await save('manual.md', manual);
  await save('lib/parcel.js', 'export function weighs(parcel) {\n  return parcel.grams;\n}\n');
  await save('lib/faults.js', faults);
  expect(sources().slice(0, 2)).toEqual(['manual.md', 'lib/faults.js']);
});

test('code that only uses the name is not lifted, nor is a test that defines it', async () => {
  await save('manual.md', manual);
  await save('lib/stop.js', 'stop(faults.ERR_SCALE_OVERFLOW);\n');
  await save('test/faults.js', faults);
  const lifted = found().filter(({ source, score }) => source !== 'manual.md' && score > 0.5);
  expect(lifted).toEqual([]);
});

test('a name far from the question’s words leads nowhere', async () => {
  await save('manual.md', `${manual.replace('ends with `ERR_SCALE_OVERFLOW`', 'stops')}\nLamps end with \`ERR_SCALE_OVERFLOW\`.\n`);
  await save('lib/faults.js', faults);
  expect(found().filter(({ source, score }) => source === 'lib/faults.js' && score > 0.5)).toEqual([]);
});

test('a collection of prose alone ranks as it would without names', async () => {
  await save('manual.md', manual);
  await save('faults.md', `# Faults\n\n${faults}`);
  expect(sources()[0]).toBe('manual.md');
});
