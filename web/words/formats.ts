/** Numbers, sizes, times and dates in one language, by Intl. */

export interface Formats {
  number(value: number): string;
  percent(share: number): string;
  bytes(value: number): string;
  /** Rounded to what a waiting person cares for: "3 s", "4 min", "1.5 h". */
  duration(milliseconds: number): string;
  /** Counts up without changing width: "0:07", "12:30". */
  elapsed(milliseconds: number): string;
  date(iso: string): string;
  /** Picks the word for a count: `other` is what the language has for everything that is not `one`. */
  plural(count: number, one: string, other: string): string;
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function formats(locale: string): Formats {
  const plain = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const rules = new Intl.PluralRules(locale);
  const twoDigits = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
  const unit = (name: string, digits: number): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits });
  const seconds = unit('second', 0);
  const minutes = unit('minute', 0);
  const hours = unit('hour', 1);
  const sizes = byteUnits.map((name) => unit(name, name === 'byte' || name === 'kilobyte' ? 0 : 1));

  return {
    number: (value) => plain.format(value),
    percent: (share) => percent.format(share),
    bytes(value) {
      const power = value < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(value) / 3));
      return sizes[power]?.format(value / 1000 ** power) ?? plain.format(value);
    },
    duration(milliseconds) {
      const whole = Math.max(1, Math.round(milliseconds / 1000));
      if (whole < 90) return seconds.format(whole);
      if (whole < 5400) return minutes.format(Math.round(whole / 60));
      return hours.format(whole / 3600);
    },
    elapsed(milliseconds) {
      const whole = Math.floor(milliseconds / 1000);
      return `${plain.format(Math.floor(whole / 60))}:${twoDigits.format(whole % 60)}`;
    },
    date: (iso) => (Number.isNaN(Date.parse(iso)) ? iso : date.format(new Date(iso))),
    plural: (count, one, other) => (rules.select(count) === 'one' ? one : other),
  };
}
