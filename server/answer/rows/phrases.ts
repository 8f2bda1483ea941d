/** What an answer from table rows says by itself, in the language of the question; English where we have no other. */
export interface RowPhrases {
  /** So many rows of this file. */
  readonly rows: (count: number, source: string) => string;
  /** How many rows are not shown. */
  readonly more: (count: number) => string;
}

const english: RowPhrases = {
  rows: (count, source) => `**${count}** ${count === 1 ? 'row' : 'rows'} of ${source}.`,
  more: (count) => `And ${count} more.`,
};

const table: Readonly<Record<string, RowPhrases>> = {
  en: english,
  de: {
    rows: (count, source) => `**${count}** ${count === 1 ? 'Zeile' : 'Zeilen'} von ${source}.`,
    more: (count) => `Und ${count} weitere.`,
  },
  fr: {
    rows: (count, source) => `**${count}** ${count === 1 ? 'ligne' : 'lignes'} de ${source}.`,
    more: (count) => `Et ${count} de plus.`,
  },
  es: { rows: (count, source) => `**${count}** ${count === 1 ? 'fila' : 'filas'} de ${source}.`, more: (count) => `Y ${count} más.` },
  ur: { rows: (count, source) => `${source} کی **${count}** سطریں۔`, more: (count) => `اور ${count} مزید۔` },
  ar: { rows: (count, source) => `**${count}** من صفوف ${source}.`, more: (count) => `و${count} غيرها.` },
  hi: { rows: (count, source) => `${source} की **${count}** पंक्तियाँ।`, more: (count) => `और ${count}।` },
  zh: { rows: (count, source) => `${source} 中有 **${count}** 行。`, more: (count) => `另有 ${count} 行。` },
};

export function rowPhrasesFor(language: string): RowPhrases {
  return table[language] ?? english;
}
