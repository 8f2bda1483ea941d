/** Is the passage that answers among the first hits? For questions whose gold is a span of a document. */
import { type BuiltCollection, buildFromFiles, type FileEntry } from './collection.ts';
import { jsonLines } from './data.ts';
import type { EvalRow, EvalSet } from './set.ts';

export interface SpanQuestion {
  readonly question: string;
  readonly answerable: boolean;
  readonly lang?: string;
  readonly kind?: string;
  readonly spans: readonly { readonly doc_id: string; readonly text: string }[];
}

export interface PassageTargets {
  readonly first3: number;
  readonly first20: number;
}

const deepest = 20;

export function passageSet(name: string, folder: string, files: () => readonly FileEntry[], targets: PassageTargets | null): EvalSet {
  return {
    name,
    run: async () => {
      const built = await buildFromFiles(files());
      try {
        return passageRows(built, jsonLines<SpanQuestion>(`${folder}/qa.jsonl`), targets);
      } finally {
        built.close();
      }
    },
  };
}

/** Questions asked in another language than the documents' (kind cross) are left out: they are judged apart. */
export function passageRows(built: BuiltCollection, all: readonly SpanQuestion[], targets: PassageTargets | null): readonly EvalRow[] {
  const questions = all.filter(({ answerable, kind }) => answerable && kind !== 'cross');
  const ranks = questions.map((question) => rankOfGold(built, question));
  const share = (most: number): number => ranks.filter((rank) => rank <= most).length / Math.max(1, ranks.length);
  return [
    { measure: 'gold passage first', value: share(1), target: null },
    { measure: 'gold in first 3', value: share(3), target: targets?.first3 ?? null },
    { measure: 'gold in first 5', value: share(5), target: null },
    { measure: 'gold in first 20', value: share(deepest), target: targets?.first20 ?? null },
  ];
}

/** Infinity when it is not among the first 20. */
function rankOfGold({ collection }: BuiltCollection, { question, spans }: SpanQuestion): number {
  const gold = spans.map((span) => ({ source: span.doc_id, text: squeezed(span.text) }));
  const { hits } = collection.search(question, deepest, null);
  const at = hits.findIndex((hit) => gold.some(({ source, text }) => hit.source === source && overlaps(squeezed(hit.text), text)));
  return at === -1 ? Number.POSITIVE_INFINITY : at + 1;
}

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A gold span may run over two chunks: then half of it is enough. */
function overlaps(text: string, gold: string): boolean {
  const half = Math.ceil(gold.length / 2);
  return text.includes(gold) || text.includes(gold.slice(0, half)) || text.includes(gold.slice(-half));
}
