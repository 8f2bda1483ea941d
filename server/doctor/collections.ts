/** The files of the collections: whole, and what they are searched by. */
import type { Config } from '../../core/config.ts';
import { counted } from '../../core/number-words.ts';
import { checkCollection, listCollections, openReader } from '../../core/store/index.ts';
import { bad, doubtful, type Finding, good } from './finding.ts';

export function collections(config: Config): readonly Finding[] {
  const { collections: readable, damaged } = listCollections(config);
  const broken = damaged.map(({ name, reason }) =>
    bad('collection', `"${name}" cannot be opened: ${reason}`, 'Restore it from a copy, or delete it and ingest again.'),
  );
  const checked = readable.flatMap(({ name, documents, chunks }) => {
    const findings = checkCollection(config, name);
    if (findings.length > 0)
      return findings.map((finding) =>
        bad(
          'collection',
          `"${name}": ${finding}`,
          'Ingest its folder again; when this stands here again then, delete the collection and ingest anew.',
        ),
      );
    return [
      good(
        'collection',
        `"${name}": ${counted(documents, 'document')} in ${counted(chunks, 'chunk')}, all whole; ${vectorsOf(config, name)}.`,
      ),
    ];
  });
  return readable.length + damaged.length === 0
    ? [doubtful('collection', 'There is no collection yet.', 'carrel ingest <folder>')]
    : [...broken, ...checked];
}

function vectorsOf(config: Config, name: string): string {
  const reader = openReader(config, name);
  try {
    const embedder = reader.servingEmbedder();
    return embedder === null ? 'searched by words and trigrams' : `searched by words, trigrams and vectors of ${embedder}`;
  } finally {
    reader.close();
  }
}
