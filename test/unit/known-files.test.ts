import { expect, test } from 'vitest';
import { knownFiles } from '../../ingest/known-files.ts';

const file = { hash: '', recipe: '', origin: '', status: 'indexed', reason: '' } as const;

// A copy of the list for each file took 2.5 s for 20,000 and grows with the square; grown in place, these take milliseconds.
test('what 100,000 files of one archive belong to is known before a person notices, also of the archive in it', () => {
  const inner = Array.from({ length: 100_000 }, (_, index) => `all.zip/part.zip/${index}.txt`);
  const sources = ['all.zip', 'all.zip/part.zip', ...inner];
  const known = knownFiles({ known: () => new Map(sources.map((source) => [source, file])) });
  expect(known.innerOf('all.zip')).toEqual(['all.zip/part.zip', ...inner]);
  expect(known.innerOf('all.zip/part.zip')).toEqual(inner);
});
