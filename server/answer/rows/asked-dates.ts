/** The dates of a question: days, months, quarters and years, as half-open spans. */
import { normalise } from '../../../core/text/normalise.ts';
import type { RowLanguage } from './words/words.ts';

/** From `start` up to but not including `end`, both ISO 8601; `month` and `day` where the year was not said. */
export type AskedDate =
  | { readonly kind: 'span'; readonly start: string; readonly end: string; readonly isDay: boolean }
  | { readonly kind: 'yearless'; readonly month: number; readonly day: number | null };

/** People who write in Urdu and Arabic also write English names of months. */
const monthLanguages: Readonly<Record<RowLanguage, readonly string[]>> = {
  en: ['en'],
  de: ['de'],
  fr: ['fr'],
  es: ['es'],
  ur: ['ur', 'en'],
  ar: ['ar', 'en'],
};

const months: ReadonlyMap<RowLanguage, ReadonlyMap<string, number>> = new Map(
  (Object.entries(monthLanguages) as [RowLanguage, readonly string[]][]).map(([language, spoken]) => [language, monthsIn(spoken)]),
);

function monthsIn(languages: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    languages.flatMap((language) =>
      (['long', 'short'] as const).flatMap((month) => {
        const format = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' });
        return Array.from({ length: 12 }, (_, index) => {
          const name = format.format(new Date(Date.UTC(2024, index, 15))).toLowerCase();
          return [normalise(name).replace(/\.$/, ''), index + 1] as const;
        });
      }),
    ),
  );
}

/** Names of months as alternatives, longest first. */
export function monthNames(language: RowLanguage): string {
  return [...(months.get(language)?.keys() ?? [])].toSorted((one, other) => other.length - one.length).join('|');
}

/** A month without a year. */
export function askedMonth(name: string, language: RowLanguage): AskedDate | null {
  const month = months.get(language)?.get(name);
  return month === undefined ? null : { kind: 'yearless', month, day: null };
}

/** A year by itself: any other number is none. */
export function askedYear(year: number): AskedDate | null {
  return Number.isInteger(year) && year >= 1950 && year <= 2050 ? spanOf(year, 1, null, 12) : null;
}

/** The dates in their order, each taken out of the text for a mark `D0`, `D1`; null in place of one that may mean two days. */
export function datesOut(text: string, language: RowLanguage): { readonly text: string; readonly dates: readonly (AskedDate | null)[] } {
  const dates: (AskedDate | null)[] = [];
  const name = monthNames(language);
  const patterns: readonly (readonly [string, (parts: readonly string[]) => AskedDate | null])[] = [
    [String.raw`(\d{4})-(\d{1,2})-(\d{1,2})`, ([year, month, day]) => dayOf(year, month, day)],
    [String.raw`(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})`, ([day, month, year]) => dayOf(year, month, day)],
    [String.raw`(\d{1,2})/(\d{1,2})/(\d{4})`, ([one, other, year]) => slashed(one, other, year)],
    [String.raw`(\d{4})-(\d{1,2})`, ([year, month]) => spanOf(Number(year), Number(month), null, 1)],
    [String.raw`q([1-4])[\s/]*(\d{4})`, ([quarter, year]) => spanOf(Number(year), 3 * Number(quarter) - 2, null, 3)],
    [
      String.raw`(\d{1,2})(?:\.|st|nd|rd|th|er|º)?\s+(?:of |de )?(${name})(?:\s*[,،]?\s*(?:del? |of )?(\d{4}))?`,
      ([day, month, year]) => named(year, month, day),
    ],
    [String.raw`(${name})\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})`, ([month, day, year]) => named(year, month, day)],
    [String.raw`(${name})\s*[,،]?\s*(?:del? |of )?(\d{4})`, ([month, year]) => named(year, month, undefined)],
  ];
  let left = text;
  for (const [pattern, read] of patterns) {
    left = left.replace(
      new RegExp(String.raw`(?<![\p{L}\p{N}_.,/-])(?:${pattern})(?![\p{L}\p{N}]|[./-]\d)`, 'gu'),
      (_, ...groups: unknown[]) => {
        dates.push(read(groups.slice(0, -2).map((group) => (typeof group === 'string' ? group : ''))));
        return ` D${dates.length - 1} `;
      },
    );
  }
  return { text: left, dates };

  /** 1/2/2026 is one day here and another there. */
  function slashed(one = '', other = '', year = ''): AskedDate | null {
    if (one === other || Number(one) > 12 || language !== 'en') return dayOf(year, other, one);
    return Number(other) > 12 ? dayOf(year, one, other) : null;
  }

  function named(year: string | undefined, monthName = '', day: string | undefined): AskedDate | null {
    const month = months.get(language)?.get(monthName) ?? 0;
    const number = day === undefined || day === '' ? null : Number(day);
    if (year === undefined || year === '') return { kind: 'yearless', month, day: number };
    return spanOf(Number(year), month, number, 1);
  }
}

const dayOf = (year = '', month = '', day = ''): AskedDate | null => spanOf(Number(year), Number(month), Number(day), 1);

/** A day, or so many months; null for the 31st of February. */
export function spanOf(year: number, month: number, day: number | null, monthCount: number): AskedDate | null {
  const start = new Date(Date.UTC(year, month - 1, day ?? 1));
  if (month < 1 || month > 12 || (day !== null && (start.getUTCMonth() !== month - 1 || day < 1))) return null;
  const end = new Date(day === null ? Date.UTC(year, month - 1 + monthCount, 1) : Date.UTC(year, month - 1, day + 1));
  return { kind: 'span', start: start.toISOString().slice(0, 10), end: end.toISOString().slice(0, 10), isDay: day !== null };
}
