/** Writes corpora of ../shared/eval into a folder as the files that a user would have. Nothing of them enters the project. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const shared = fileURLToPath(new URL('../../../shared/eval/', import.meta.url));

/** Corpora by name; each gives files by name and text. */
const corpora = {
  scifact: () => rows('ir/scifact-train/corpus.jsonl').map(({ id, title, text }) => [`${id}.txt`, `${title}\n\n${text}\n`]),
  postgresql: () => rows('office/postgresql-docs-1m/html.jsonl.gz').map(({ path, content }) => [path, content]),
} as const;

export type CorpusName = keyof typeof corpora;

/** Fills the folder; gives the number of files, or null when ../shared/eval is absent. */
export function writeCorpus(name: CorpusName, folder: string): number | null {
  if (!existsSync(shared)) return null;
  mkdirSync(folder, { recursive: true });
  const files = corpora[name]();
  for (const [file = '', text = ''] of files) writeFileSync(join(folder, file), text);
  return files.length;
}

/** True for a name that `writeCorpus` knows. */
export function isCorpusName(name: string): name is CorpusName {
  return name in corpora;
}

function rows(file: string): readonly Readonly<Record<string, string>>[] {
  const bytes = readFileSync(join(shared, file));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
