/** Reads the numbers of a column as people write them: `1,250.00`, `1.250,00`, `€ 18`, `18 euros`, `12 %`. */
import { asciiDigits } from '../proof/digits.ts';

// A sign or a currency before, one unit word or sign behind; "up to 200 euros" is no number.
const written = /^\s*(?:[€$£¥₹]|[A-Z]{2,3})?\s*([-+−]?\d[\d.,'’\u00a0\u202f ]*)\s*(?:[€$£¥₹%°]|\p{L}{1,12}\.?)?\s*$/u;
const decimalComma = /\d,\d{1,2}$/;
const decimalPoint = /\d\.\d{1,2}$/;
/** With fewer numbers than this among its cells, a column is text with figures in it. */
const leastShare = 0.7;

/** One number for each cell, null where there is none; null when the column is no column of numbers. */
export function columnNumbers(cells: readonly string[]): readonly (number | null)[] | null {
  const figures = cells.map((cell) => written.exec(asciiDigits(cell))?.[1]?.trim() ?? null);
  const filled = cells.filter((cell) => cell.trim() !== '').length;
  const found = figures.filter((figure) => figure !== null);
  // Leading zeros are phone numbers, codes and postcodes.
  if (found.length === 0 || found.length < filled * leastShare || found.some((figure) => /^0\d/.test(figure))) return null;
  const isEuropean = found.some((figure) => decimalComma.test(figure)) && !found.some((figure) => decimalPoint.test(figure));
  return figures.map((figure) => (figure === null ? null : numberOf(figure, isEuropean)));
}

/** A number of a question, written as in English unless only a decimal comma explains it. */
export function numberIn(text: string): number | null {
  const plain = asciiDigits(text).trim();
  return numberOf(plain, decimalComma.test(plain) && !plain.includes('.'));
}

function numberOf(figure: string, isEuropean: boolean): number | null {
  const bare = figure
    .replace(/['’\u00a0\u202f ]/g, '')
    .replace('−', '-')
    .replace(/[.,]$/, '');
  const plain = isEuropean ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', '');
  const number = Number(plain);
  return plain === '' || !Number.isFinite(number) ? null : number;
}
