/** Reads the numbers of a column as people write them: `1,250.00`, `1.250,00`, `€ 18`, `18 euros`, `12 %`, `٣٫٥`. */
import { asciiDigits } from '../proof/digits.ts';

// A currency before, one unit word or sign behind; "up to 200 euros" is no number, and INV-1001 is a name.
const written =
  /^\s*(?:([€$£¥₹]|EUR|USD|GBP|CHF|INR|PKR|AED|SAR|JPY|CNY|Rs\.?)\s?)?([-+−]?\d[\d.,'’\u00a0\u202f ]*)\s*(?:([€$£¥₹%°]|\p{L}[\p{L}\p{M}]{0,11}\.?))?\s*$/u;
const decimalComma = /\d,\d{1,2}$/;
const decimalPoint = /\d\.\d{1,2}$/;
const pointedThousands = /^[-+−]?\d{1,3}(?:\.\d{3})+$/;
/** With fewer numbers than this among its cells, a column is text with figures in it. */
const leastShare = 0.7;

export interface ColumnNumbers {
  /** One for each cell, null where there is none. */
  readonly numbers: readonly (number | null)[];
  /** What all of them are counted in, as written: `€`, `kg`; empty when nothing is said. */
  readonly unit: string;
}

/** Null when the column is no column of numbers, or of things that cannot be compared, such as euros and dollars. */
export function columnNumbers(cells: readonly string[]): ColumnNumbers | null {
  const matches = cells.map((cell) => written.exec(plainFigure(cell)));
  const figures = matches.map((match) => match?.[2]?.trim() ?? null);
  const filled = cells.filter((cell) => cell.trim() !== '').length;
  const found = figures.filter((figure) => figure !== null);
  // Leading zeros are phone numbers, codes and postcodes.
  if (found.length === 0 || found.length < filled * leastShare || found.some((figure) => /^0\d/.test(figure))) return null;
  const units = new Set(
    matches.flatMap((match) => [match?.[1], match?.[3]].filter((unit) => unit !== undefined && /[€$£¥₹%]|[A-Z]{3}/.test(unit))),
  );
  if (units.size > 1) return null;
  const isEuropean = found.some((figure) => decimalComma.test(figure)) && !found.some((figure) => decimalPoint.test(figure));
  return { numbers: figures.map((figure) => (figure === null ? null : numberOf(figure, isEuropean))), unit: [...units][0] ?? '' };
}

/** A number of a question. Where commas mark decimals, a point before three digits parts thousands. */
export function numberIn(text: string, hasDecimalComma: boolean): number | null {
  const plain = plainFigure(text).trim();
  return numberOf(
    plain,
    hasDecimalComma ? decimalComma.test(plain) || pointedThousands.test(plain) : decimalComma.test(plain) && !plain.includes('.'),
  );
}

/** In ASCII digits, with the separators that stand beside Arabic ones. */
function plainFigure(text: string): string {
  return asciiDigits(text).replaceAll('٫', '.').replaceAll('٬', ',');
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
