/** Which cells of a column say the words of a question. Pure. */
import type { LoadedColumn } from './loaded-table.ts';
import type { TermsOf } from './word-forms.ts';

/** A name or a kind has few words; among more of them a single one says little. */
const mostWords = 5;
/** Of a longer column so many cells are looked at to tell names from sentences. */
const sampleCells = 2_000;

/** Sentences, and no names or kinds. */
export function isProse(column: LoadedColumn, terms: TermsOf): boolean {
  const { cells, sizeOf } = wordsOf(column, terms);
  const sample = Math.min(cells.length, sampleCells);
  let words = 0;
  for (let index = 0; index < sample; index += 1) words += sizeOf(index);
  return words > mostWords * sample;
}

/** Whether so many different cells are all that a column of text has. */
export const isEveryCell = (count: number, column: LoadedColumn, terms: TermsOf): boolean => count === wordsOf(column, terms).cells.length;

/** The different cells of a column that hold all of these words, or no others. */
export function cellsSaying(own: readonly string[], column: LoadedColumn, terms: TermsOf, isWhole: boolean): readonly string[] {
  const { cells, sizeOf, holding } = wordsOf(column, terms);
  const wanted = [...new Set(own)];
  const [rarest = [], ...others] = wanted.map(holding).toSorted((one, other) => one.length - other.length);
  const held = others.map((some) => new Set(some));
  return rarest
    .filter((index) => held.every((some) => some.has(index)) && (!isWhole || sizeOf(index) === wanted.length))
    .map((index) => cells[index] ?? '');
}

/** The different cells of a column of text, and in which of them a term is. */
interface CellWords {
  readonly cells: readonly string[];
  /** How many different terms a cell has. */
  readonly sizeOf: (index: number) => number;
  readonly holding: (term: string) => readonly number[];
}

const known = new WeakMap<LoadedColumn, Map<TermsOf, CellWords>>();

function wordsOf(column: LoadedColumn, terms: TermsOf): CellWords {
  const byLanguage = known.get(column) ?? new Map<TermsOf, CellWords>();
  known.set(column, byLanguage);
  const before = byLanguage.get(terms);
  if (before !== undefined) return before;
  const isText = !column.isNumber && !column.isDate;
  const cells = isText ? [...new Set(column.cells)].filter((cell) => typeof cell === 'string') : [];
  const made = cells.length > mostIndexed ? lookedThrough(cells, terms) : indexed(cells, terms);
  byLanguage.set(terms, made);
  return made;
}

/** Taking 150,000 numbers of orders apart into words takes half a second, and hardly a question names one. */
const mostIndexed = 20_000;

function indexed(cells: readonly string[], terms: TermsOf): CellWords {
  const cellsOf = new Map<string, number[]>();
  const sizes = cells.map((cell, index) => {
    const own = new Set(terms(cell));
    for (const term of own) {
      const held = cellsOf.get(term);
      if (held === undefined) cellsOf.set(term, [index]);
      else held.push(index);
    }
    return own.size;
  });
  return { cells, sizeOf: (index) => sizes[index] ?? 0, holding: (term) => cellsOf.get(term) ?? [] };
}

/** Stems begin as their words do: some that do not (dying, die) are not looked for in so long a column. */
const sharedLetters = 2;

/** Only cells that may hold a term are taken apart, when it is asked for. */
function lookedThrough(cells: readonly string[], terms: TermsOf): CellWords {
  const lower = cells.map((cell) => cell.toLowerCase());
  // Accents and other scripts: letters are folded in more ways than one.
  const folded = lower.flatMap((cell, index) => (/[^\0-\x7f]/.test(cell) ? [index] : []));
  const taken = new Map<number, ReadonlySet<string>>();
  const termsOf = (index: number): ReadonlySet<string> => {
    const own = taken.get(index) ?? new Set(terms(cells[index] ?? ''));
    taken.set(index, own);
    return own;
  };
  const found = new Map<string, readonly number[]>();
  return {
    cells,
    sizeOf: (index) => termsOf(index).size,
    holding(term) {
      const before = found.get(term);
      if (before !== undefined) return before;
      const letters = term.slice(0, sharedLetters);
      const likely = lower.flatMap((cell, index) => (cell.includes(letters) ? [index] : []));
      const held = [...new Set([...likely, ...folded])].filter((index) => termsOf(index).has(term)).toSorted((one, other) => one - other);
      found.set(term, held);
      return held;
    },
  };
}
