/** The parts of a sentence that must not change on the way from source to answer: numbers, units and names. */
import { asciiDigits } from './digits.ts';

// Small numbers are often spelled out in one text and not in the other.
const spelled: ReadonlyMap<string, string> = new Map(
  [
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty',
    'null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
    'zéro un deux trois quatre cinq six sept huit neuf dix onze douze',
    'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce',
  ].flatMap((list) => list.split(' ').map((word, value) => [word, String(value)] as const)),
);
const tens: ReadonlyMap<string, string> = new Map(
  'thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, index) => [word, String(30 + 10 * index)] as const),
);

// A month is a number in one text and a name in the other.
const months: ReadonlyMap<string, string> = new Map(
  ['en', 'de', 'fr', 'es', 'ur', 'ar', 'hi'].flatMap((language) =>
    (['long', 'short'] as const).flatMap((month) => {
      const format = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' });
      return Array.from({ length: 12 }, (_, index) => {
        const name = format.format(new Date(Date.UTC(2024, index, 15)));
        return [name.toLowerCase().replace(/\.$/, ''), String(index + 1)] as const;
      });
    }),
  ),
);

const figure = /\p{Nd}+(?:[.,\u066b\u066c'\u2019\u00a0\u202f]\p{Nd}+)*/gu;
const word = /[\p{L}\p{M}]+/gu;

/** The value of one figure in any script: `1,200`, `1 200` and `۱۲۰۰` are `1200`, `05` is `5`, `2,5` is `2.5`. */
function figureValue(text: string): string {
  const ascii = asciiDigits(text);
  // Groups of three after a separator are thousands, anything else after the last separator is a fraction.
  const whole = ascii.replace(/[.,\u066c'\u2019\u00a0\u202f](?=\d{3}(?!\d))/g, '');
  const [integer = '0', ...rest] = whole.replaceAll(/[,\u066b]/g, '.').split('.');
  const fraction = rest.join('.').replace(/0+$/, '');
  const bare = integer.replace(/^0+(?=\d)/, '');
  return fraction === '' ? bare : `${bare}.${fraction}`;
}

/** Numbers written in figures. */
export function figuresIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(figure)].map(([found]) => figureValue(found)))];
}

/** Every number that a text holds in any form: figures, parts of figures such as dates, small numbers in words, months. */
export function numbersIn(text: string): ReadonlySet<string> {
  const found = new Set(figuresIn(text));
  for (const [digits] of text.matchAll(/\p{Nd}+/gu)) found.add(figureValue(digits));
  for (const [written] of text.toLowerCase().matchAll(word)) {
    const value = spelled.get(written) ?? tens.get(written) ?? months.get(written);
    if (value !== undefined) found.add(value);
  }
  return found;
}

const dated = /(?:\p{Nd}\.?\s+)([\p{L}\p{M}]+)|([\p{L}\p{M}]+)(?=\.?\s+\p{Nd})/gu;

/** What a claim must find again: its figures, and months beside a figure ("9 May", not "staff may"). */
export function claimedNumbers(text: string): readonly string[] {
  const beside = [...text.matchAll(dated)].map((match) => months.get((match[1] ?? match[2] ?? '').toLowerCase()));
  return [...figuresIn(text), ...beside.filter((month) => month !== undefined)];
}

// One entry a unit, with its spellings; the first is its name here.
const units: ReadonlyMap<string, string> = new Map(
  [
    'second seconds sec secs sekunde sekunden seconde secondes segundo segundos سیکنڈ ثانية ثوان सेकंड 秒',
    'minute minutes min mins minuten minuto minutos منٹ دقيقة دقائق मिनट 分钟',
    'hour hours hr hrs stunde stunden heure heures hora horas گھنٹہ گھنٹے ساعة ساعات घंटे घंटा 小时',
    'day days tag tage tagen jour jours día días دن يوم أيام दिन 天',
    'week weeks woche wochen semaine semaines semana semanas ہفتہ ہفتے أسبوع أسابيع सप्ताह हफ्ते 周',
    'month months monat monate monaten mois mes meses مہینہ مہینے ماہ شهر أشهر महीने महीना 个月',
    'year years jahr jahre jahren an ans année années año años سال سنة سنوات साल वर्ष 年',
    'percent per\u00a0cent % prozent pourcent فیصد प्रतिशत',
    '$ usd dollar dollars',
    '€ eur euro euros',
    '£ gbp pound pounds',
    'km kilometre kilometres kilometer kilometers',
    'mile miles mi',
    'kg kilogram kilograms',
    'gb gigabyte gigabytes gib',
    'mb megabyte megabytes mib',
    'kb kilobyte kilobytes kib',
    'ms millisecond milliseconds',
  ].flatMap((line) => line.split(' ').map((spelling) => [spelling, line.split(' ')[0] ?? spelling] as const)),
);

const withUnit = /([$€£])?\s?(\p{Nd}[\p{Nd}.,]*)[\s\u00a0-]*(%|[$€£]|[\p{L}\p{M}]+)?/gu;

/** Units that stand beside a number. */
export function unitsIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, sign, , after] of text.matchAll(withUnit)) {
    for (const spelling of [sign, after]) {
      const unit = spelling === undefined ? undefined : units.get(spelling.toLowerCase());
      if (unit !== undefined) found.add(unit);
    }
  }
  return found;
}

/** Every unit that a text names, beside a number or not. */
export function unitWordsIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [spelling] of text.toLowerCase().matchAll(/[%$€£]|[\p{L}\p{M}]+/gu)) {
    const unit = units.get(spelling);
    if (unit !== undefined) found.add(unit);
  }
  return found;
}

/**
 * Names: words with a capital letter that do not begin a sentence. Scripts without capitals have none that can be told
 * apart, and German writes all nouns so: there the words themselves must do.
 */
export function namesIn(text: string, language: string): readonly string[] {
  if (language === 'de') return [];
  const found = new Set<string>();
  const pattern = /(^|[.!?:\u2026]\s+|[-*\u2022>]\s+|["\u201c(]|\n)?(\p{Lu}[\p{L}\p{M}\p{N}'\u2019-]+)/gu;
  for (const match of text.matchAll(pattern)) {
    const name = match[2] ?? '';
    const bare = name.replace(/['\u2019]s$/u, '').toLowerCase();
    // A month may be a number in the source; claimedNumbers() looks after it.
    if (match[1] === undefined && precededByBlank(text, match.index) && !months.has(bare)) found.add(bare);
  }
  return [...found];
}

const precededByBlank = (text: string, index: number): boolean => index > 0 && /[\s(/-]/.test(text[index - 1] ?? '');
