/** Reads the evaluation sets, which are real data beside the repository and enter no package. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const folder = new URL('../../../shared/eval/', import.meta.url);

/** False on a machine without the sets: evaluation then says so and stops. */
export function hasEvalData(): boolean {
  return existsSync(folder);
}

export function evalFile(path: string): URL {
  return new URL(path, folder);
}

/** Objects of a JSON-lines file, gzipped or not. The caller knows the shape: these files are ours to trust. */
export function jsonLines<Entry>(path: string): readonly Entry[] {
  const bytes = readFileSync(evalFile(path));
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Entry);
}

/** Grades by question and document. */
export function judgements(path: string): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const grades = new Map<string, Map<string, number>>();
  for (const line of readFileSync(evalFile(path), 'utf8').split('\n')) {
    const [question, document, grade] = line.split('\t');
    if (question === undefined || document === undefined) continue;
    const known = grades.get(question) ?? new Map<string, number>();
    grades.set(question, known.set(document, Number(grade ?? 1)));
  }
  return grades;
}
