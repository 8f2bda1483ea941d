/** Reads the numbers of a column as people write them: `1,250.00`, `1.250,00`, `€ 18`, `18 euros`, `12 %`, `٣٫٥`. */
import { asciiDigits } from '../proof/digits.ts';

// A currency before, one unit word or sign behind; "up to 200 euros" is no number, and INV-1001 is a name.
const written =
  /^\s*(?:([€$£¥₹]|EUR|USD|GBP|CHF|INR|PKR|AED|SAR|JPY|CNY|Rs\.?)\s?)?([-+−]?\d[\d.,'’\u00a0\u202f ]*)\s*(?:([€$£¥₹%°]|\p{L}[\p{L}\p{M}]{0,11}\.?))?\s*$/u;
const decimalComma = /\d,\d{1,2}$/;
const decimalPoint = /\d\.\d{1,2}$/;
const pointedThousands = /^[-+−]?\d{1,3}(?:\.\d{3})+$/;
/** As most numbers are written in files. */
const ordinary = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
const maybeDigit = /[0-9]|[^\0-\x7f]/;
/** IEEE 754: fifteen decimal digits come through a number unchanged. */
const longWhole = /^[-+−]?\d{16,}$/;
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
  const units = new Set<string>();
  const figures = figuresIn(cells, units);
  // Leading zeros are phone numbers, codes and postcodes; and a number cannot hold all digits of a longer one.
  if (figures === null || units.size > 1 || isAny(figures, isCode) || !isAny(figures, () => true)) return null;
  const isEuropean = isAny(figures, (figure) => decimalComma.test(figure)) && !isAny(figures, (figure) => decimalPoint.test(figure));
  return { numbers: figures.map((figure) => (figure === null ? null : numberOf(figure, isEuropean))), unit: [...units][0] ?? '' };
}

const isAny = (figures: readonly (string | null)[], test: (figure: string) => boolean): boolean =>
  figures.some((figure) => figure !== null && test(figure));

/** The figure of each cell, with the units that stand beside them; null as soon as too many of the filled cells hold none. */
function figuresIn(cells: readonly string[], units: Set<string>): readonly (string | null)[] | null {
  const filled = cells.reduce((sum, cell) => (cell.trim() === '' ? sum : sum + 1), 0);
  const mostOthers = filled - filled * leastShare;
  const figures: (string | null)[] = [];
  let others = 0;
  for (const cell of cells) {
    const figure = ordinary.test(cell) ? cell : figureIn(cell, units);
    if (figure === null && cell.trim() !== '') others += 1;
    if (others > mostOthers) return null;
    figures.push(figure);
  }
  return figures;
}

function figureIn(cell: string, units: Set<string>): string | null {
  if (!maybeDigit.test(cell)) return null;
  const match = written.exec(plainFigure(cell));
  for (const unit of [match?.[1], match?.[3]]) if (unit !== undefined && /[€$£¥₹%]|[A-Z]{3}/.test(unit)) units.add(unit);
  return match?.[2]?.trim() ?? null;
}

const isCode = (figure: string): boolean => /^0\d/.test(figure) || longWhole.test(figure);

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
  if (!isEuropean && ordinary.test(figure)) return Number(figure);
  const bare = figure
    .replace(/['’\u00a0\u202f ]/g, '')
    .replace('−', '-')
    .replace(/[.,]$/, '');
  const plain = isEuropean ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', '');
  const number = Number(plain);
  return plain === '' || !Number.isFinite(number) ? null : number;
}
