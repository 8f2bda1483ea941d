/** Tables for a model to write a query over: which of them fit a question, and what they look like. Pure. */
import { termsOfText } from '../../../core/text/analyze.ts';
import { disarmed } from '../prompt/disarm.ts';
import { wantedWords } from '../question/wanted-words.ts';
import { type LoadedTable, rowCountOf } from './loaded-table.ts';

// What a small model reads without losing its way: some 1,500 tokens of names and samples.
const mostTables = 6;
const mostColumns = 30;
const mostSamples = 4;
const longestSample = 40;

/** The tables of which most words of the question are said, best first; none when nothing points at a table. */
export function fittingTables(question: string, tables: readonly LoadedTable[]): readonly LoadedTable[] {
  const terms = wantedWords(question, ['en']).flatMap(({ forms }) => forms.map((form) => form.join(' ')));
  const scored = tables.map((table) => {
    const named = new Set(termsOfText(namesOf(table), 'en'));
    return { table, score: terms.filter((term) => term.split(' ').every((word) => named.has(word))).length };
  });
  const fitting = scored.filter(({ score }) => score > 0).toSorted((one, other) => other.score - one.score);
  return fitting.slice(0, mostTables).map(({ table }) => table);
}

function namesOf({ name, columns, document }: LoadedTable): string {
  const labels = columns.map((column) => `${column.label} ${column.name.replaceAll('_', ' ')}`);
  return [name.replaceAll('_', ' '), document.heading, document.title, document.source, ...labels].join('\n');
}

/** Names, columns and samples, as a model is told of them. */
export function described(table: LoadedTable): string {
  const { name, columns, document } = table;
  const lines = columns.slice(0, mostColumns).map((column) => {
    const samples = [...new Set(column.cells.filter((cell) => cell !== null))].slice(0, mostSamples);
    const shown = samples.map((cell) => JSON.stringify(typeof cell === 'string' ? cell.slice(0, longestSample) : cell)).join(', ');
    return `  "${column.name}" ${column.isNumber ? 'REAL' : 'TEXT'}, such as ${shown}`;
  });
  const rows = `${rowCountOf(table)} rows from ${document.source}`;
  return disarmed(`TABLE "${name}" (${rows})\n  "_row" INTEGER, number of the row\n${lines.join('\n')}`);
}
