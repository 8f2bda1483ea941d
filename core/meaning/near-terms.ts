/** Terms that lie near a term in meaning, nearest first. Knows tables, no collection. */
import { type WordTable, wordTable } from './word-table.ts';

export interface NearTerm {
  readonly term: string;
  /** Cosine of the two word vectors. */
  readonly likeness: number;
}

// own-words.md: below .4 they are words of the same field ("boss": king, machine). Rows above it: 20 to 200 for most words.
const leastLikeness = 0.4;
// A small collection holds few of them; beyond this they are below the threshold for nearly all words.
const mostNear = 250;
// Words of questions repeat in a worker's life; a list is some 10 kB.
const memoSize = 500;
const unit = 127 * 127;

const memo = new Map<string, readonly NearTerm[]>();

/** Empty where the language has no table, or the table does not know the term. */
export function nearTerms(term: string, language: string): readonly NearTerm[] {
  const key = `${language} ${term}`;
  const known = memo.get(key);
  if (known !== undefined) return known;
  const table = wordTable(language);
  const near = table === null ? [] : nearest(table, term);
  if (memo.size >= memoSize) memo.clear();
  memo.set(key, near);
  return near;
}

function nearest(table: WordTable, term: string): readonly NearTerm[] {
  const row = table.rows.get(term);
  if (row === undefined) return [];
  const found: NearTerm[] = [];
  const products = table.products(row);
  // No iterator: with it a word takes three times as long (2.7 ms for .9).
  for (let other = 0; other < products.length; other += 1) {
    const product = products[other] ?? 0;
    if (product > leastLikeness * unit && other !== row) found.push({ term: table.terms[other] ?? '', likeness: product / unit });
  }
  return found.sort((one, two) => two.likeness - one.likeness).slice(0, mostNear);
}
