/** Where each word of a question belongs: to the table's name, a column's name or the cells. Pure. */
import { normalise } from '../../../core/text/normalise.ts';
import { stopWords } from '../../../core/text/stop-words.ts';
import { cellsSaying, isProse } from './cell-words.ts';
import type { LoadedColumn, LoadedTable } from './loaded-table.ts';
import { pattern, type QuestionParts } from './question-parts.ts';
import { type Forms, formsIn, type TermsOf } from './word-forms.ts';
import { rowWords } from './words/words.ts';

/** Words that some cells say. */
export interface PlacedValue {
  readonly terms: readonly string[];
  readonly columns: readonly LoadedColumn[];
  readonly isDenied: boolean;
  /** It stands beside the value before it, with "or" or "and" between them. */
  readonly isJoined: boolean;
}

export type Group =
  | { readonly kind: 'column'; readonly column: LoadedColumn }
  | { readonly kind: 'time'; readonly unit: 'day' | 'month' | 'year' };

export interface PlacedWords {
  /** Columns that the question names, beside the one it groups by. */
  readonly columns: readonly LoadedColumn[];
  /** Columns whose name is the table's name too: "price" in a price list. */
  readonly hinted: readonly LoadedColumn[];
  /** What "how many" counts, where it is a column. */
  readonly head: LoadedColumn | null;
  readonly values: readonly PlacedValue[];
  /** How many words name the table. */
  readonly named: number;
  readonly group: Group | null;
  /** Of the groups only the largest: "which customer has the most". */
  readonly isMost: boolean;
}

const longestPhrase = 5;
const blankParted = (words: string): ReadonlySet<string> => new Set(normalise(words).split(/\s+/));

/** Null when a word belongs nowhere, or to several columns. */
export function placedWords(parts: QuestionParts, table: LoadedTable): PlacedWords | null {
  const forms = formsIn(parts.language);
  const { group, rest } = groupIn(parts, table, forms.ofNames);
  if (parts.most !== null && group === null) return null;
  const found = reader(parts, table, forms);
  const words = rest.split(' ').filter((word) => word !== '');
  for (let at = 0; at < words.length; ) {
    const read = found.read(words, at);
    if (read === 0) return null;
    at += read;
  }
  const placed = found.placed();
  return placed === null ? null : { ...placed, group, isMost: parts.most !== null };
}

function groupIn(
  { rest, language, most }: QuestionParts,
  table: LoadedTable,
  terms: TermsOf,
): { readonly group: Group | null; readonly rest: string } {
  const words = rowWords(language);
  const units = (['day', 'month', 'year'] as const).map((unit) => [unit, new Set(terms(words[unit]))] as const);
  let group: Group | null = null;
  const cut = (source: string): void => {
    left = left.replace(pattern(source, language), (all: string, ...groups: readonly unknown[]) => {
      const word = groups.slice(0, -2).find((one) => typeof one === 'string');
      const found = group === null && typeof word === 'string' ? groupOf(word) : null;
      if (found === null) return all;
      group = found;
      return ' |';
    });
  };
  let left = ` ${rest} `;
  if (most !== null) group = groupOf(most);
  else cut(words.group);
  return { group, rest: left };

  function groupOf(word: string): Group | null {
    const own = terms(word);
    const unit = units.find(([, names]) => own.length > 0 && own.every((term) => names.has(term)))?.[0];
    if (unit !== undefined) return { kind: 'time', unit };
    const named = columnsNamed(own, table, terms).filter(({ isNumber, isDate }) => !isNumber && !isDate);
    return named.length === 1 && named[0] !== undefined ? { kind: 'column', column: named[0] } : null;
  }
}

/** Columns of this very name, else those of whose name it is a part. */
function columnsNamed(own: readonly string[], { columns }: LoadedTable, terms: TermsOf): readonly LoadedColumn[] {
  if (own.length === 0) return [];
  // A column of figures with words among them comes twice under one label; the figures are first.
  const different = [...new Map(columns.toReversed().map((column) => [column.label, column])).values()].toReversed();
  const labels = different.map((column) => ({
    column,
    names: new Set([...terms(column.label), ...terms(column.name.replaceAll('_', ' '))]),
  }));
  const held = labels.filter(({ names }) => own.every((term) => names.has(term)));
  const exact = held.filter(({ column }) => new Set(terms(column.label)).size === new Set(own).size);
  const found =
    exact.length > 0 ? exact : held.length > 0 ? held : labels.filter(({ names }) => own.every((term) => isEnding(term, names)));
  return found.map(({ column }) => column);
}

/** "Betrag" in "Rechnungsbetrag": shorter words end too many others. */
const shortestEnding = 5;
const isEnding = (term: string, names: ReadonlySet<string>): boolean =>
  term.length >= shortestEnding && [...names].some((name) => name.endsWith(term));

interface Reader {
  /** How many words were placed; 0 when the word belongs nowhere. */
  readonly read: (words: readonly string[], at: number) => number;
  readonly placed: () => Omit<PlacedWords, 'group' | 'isMost'> | null;
}

function reader({ language, isAboutPrice }: QuestionParts, table: LoadedTable, { ofNames: terms, ofCells }: Forms): Reader {
  const words = rowWords(language);
  const { columns, document } = table;
  // A page of services that also holds a table of telephone numbers is no table of services: there the heading is the name.
  const name = new Set(terms(document.isWholeDocument ? `${document.title} ${document.source}` : document.heading));
  const context = new Set(terms(`${document.title} ${document.source}`));
  const frame = blankParted(words.frame);
  const timeUnits = blankParted(`${words.day} ${words.month} ${words.year}`);
  const rows = new Set([...terms(words.rows), ...(hasGoods() ? terms(words.goods) : [])]);
  const functional = stopWords(language);
  const [not, or] = [whole(words.not), whole(words.or)];
  const named: LoadedColumn[] = [];
  const hinted: LoadedColumn[] = [];
  const values: PlacedValue[] = [];
  let head: LoadedColumn | null | 'awaited' = null;
  let nameWords = 0;
  // "Paid in March" may tell when it was paid, which is not the date of the row.
  let lastRead: 'value' | 'date' | 'other' = 'other';
  let isDenied = false;
  let isJoined = false;

  return { read, placed };

  function read(asked: readonly string[], at: number): number {
    const word = asked[at] ?? '';
    if (word === 'T' && isStatus(values.at(-1)) && lastRead === 'value') return 0;
    if (word === '|' || word === 'T') {
      lastRead = word === 'T' ? 'date' : 'other';
      return 1;
    }
    if (word === 'C') {
      head = 'awaited';
      return 1;
    }
    for (let length = Math.min(longestPhrase, asked.length - at); length > 0; length -= 1) {
      const phrase = asked.slice(at, at + length).join(' ');
      if (/[|CT]/.test(phrase) || (length === 1 && (not.test(phrase) || or.test(phrase)))) continue;
      if (isColumn(phrase, true) || isValue(phrase, true, length === 1)) return length;
    }
    return readWord(word) ? 1 : 0;
  }

  function isStatus(value: PlacedValue | undefined): boolean {
    return value?.columns.every(({ label }) => isNamed(words.statusColumn, label)) ?? false;
  }

  function readWord(word: string): boolean {
    if (not.test(word)) return denied();
    if (or.test(word)) {
      isJoined = true;
      return true;
    }
    if (isSaid(word)) {
      lastRead = 'other';
      return true;
    }
    return isColumn(word, false) || isValue(word, false, true);
  }

  /** Words of asking, of the table's name, and for its rows: they choose none. */
  function isSaid(word: string): boolean {
    const own = terms(word);
    const isOf = (held: ReadonlySet<string>): boolean => own.every((term) => held.has(term));
    if (own.length === 0 || (frame.has(word) && (functional.has(word) || !isOf(name)))) return true;
    if (isOf(name)) {
      nameWords += 1;
      hinted.push(...columnsNamed(own, table, terms).filter(({ isNumber, label }) => isNumber && isNamed(words.priceColumn, label)));
      return counted(null);
    }
    if (columnsNamed(own, table, terms).length > 0) return false;
    return isOf(rows) || isOf(context) ? counted(null) : isAboutPrice && whole(words.price).test(word);
  }

  /** A denial before a value, or after it, as the language has it; a second one is beyond us. */
  function denied(): boolean {
    if (!words.deniesBefore) {
      if (isDenied) return false;
      isDenied = true;
      return true;
    }
    const last = values.pop();
    if (last === undefined || last.isDenied) return false;
    values.push({ ...last, isDenied: true });
    return true;
  }

  function isColumn(phrase: string, isWhole: boolean): boolean {
    const own = terms(phrase);
    const found = columnsNamed(own, table, terms);
    const [column] = found;
    if (column === undefined || found.length > 1) return false;
    if (isWhole && new Set(terms(column.label)).size !== new Set(own).size) return false;
    if (isWhole && own.every((term) => name.has(term))) return false;
    lastRead = 'other';
    named.push(column);
    return counted(column);
  }

  function isValue(phrase: string, isWhole: boolean, isOneWord: boolean): boolean {
    if (isWhole && isOneWord && (frame.has(phrase) || terms(phrase).every((term) => name.has(term) || rows.has(term)))) return false;
    // "26 days a year" is no row of "up to 6 a year".
    if (!isWhole && timeUnits.has(phrase)) return false;
    const own = ofCells(phrase);
    const found = own.length === 0 ? [] : columnsSaying(own, columns, ofCells, isWhole);
    if (found.length === 0 || (lastRead === 'date' && isStatus({ terms: own, columns: found, isDenied, isJoined }))) return false;
    lastRead = 'value';
    values.push({ terms: own, columns: found, isDenied, isJoined: isJoined && values.length > 0 });
    isDenied = false;
    isJoined = false;
    return counted(null);
  }

  /** The first thing after "how many" is what is counted. */
  function counted(column: LoadedColumn | null): boolean {
    if (head === 'awaited') head = column;
    return true;
  }

  function placed(): ReturnType<Reader['placed']> {
    // A denial that nothing follows.
    if (isDenied) return null;
    return { columns: [...new Set(named)], hinted: [...new Set(hinted)], head: head === 'awaited' ? null : head, values, named: nameWords };
  }

  function hasGoods(): boolean {
    const goods = new Set(terms(words.goods));
    return columns.some(({ label }) => isNamed(words.priceColumn, label) || terms(label).some((term) => goods.has(term)));
  }
}

const whole = (source: string): RegExp => new RegExp(`^(?:${normalise(source)})$`, 'u');

/** Whether a word of the label begins so; compounds may end so. */
export function isNamed(source: string, label: string): boolean {
  return new RegExp(`(?<![\\p{L}\\p{M}])(?:\\p{L}{3,}s?)?(?:${normalise(source)})`, 'u').test(
    normalise(label.replaceAll('_', ' ')).toLowerCase(),
  );
}

/** Columns of text of which some cell holds all of the words, or nothing else. */
function columnsSaying(
  own: readonly string[],
  columns: readonly LoadedColumn[],
  terms: TermsOf,
  isWhole: boolean,
): readonly LoadedColumn[] {
  return columns.filter((column) => (isWhole || !isProse(column, terms)) && cellsSaying(own, column, terms, isWhole).length > 0);
}
