import type { Phrases } from './phrases.ts';

export const german: Phrases = {
  notFound: 'Das steht nicht in diesen Dokumenten.',
  closest: (words) =>
    `Ich habe keinen Satz gefunden, der das mit deinen Worten sagt${words === '' ? '' : ` (nirgends hier: ${words})`}. Am nächsten kommen:`,
  nowhere: (words) => `Nirgends in diesen Dokumenten: ${words}.`,
  quoted: 'Wörtlich aus den Dokumenten:',
  unverified: 'Nichts davon ließ sich in den Dokumenten finden.',
  empty: 'Diese Sammlung enthält kein lesbares Dokument.',
  pictures: {
    seen: 'Das wurde von einem Bild abgelesen und lässt sich hier nicht prüfen: Vergleichen Sie es mit der Seite.',
    unseen: (pages) =>
      pages === 1
        ? 'Eine Seite oder ein Bild ohne Text wurde nicht angesehen.'
        : `${pages} Seiten oder Bilder ohne Text wurden nicht angesehen.`,
  },
  scan: {
    found: (places, documents, words, sections) =>
      `${words}: ${places} ${places === 1 ? 'Stelle' : 'Stellen'} in ${documents} ${documents === 1 ? 'Dokument' : 'Dokumenten'}.${sections === null ? '' : ` Alle ${sections} Abschnitte wurden gelesen.`}`,
    concerned: (places, documents) => `${places} Stellen in ${documents} Dokumenten betreffen die Frage. Wörtlich:`,
    more: (places, byDocument) => `Und ${places} weitere: ${byDocument}.`,
    unread: (sections, total) => `${sections} von ${total} Abschnitten wurden nicht gelesen.`,
  },
  rows: {
    rows: (count, total, source) => `${count} von ${total} ${total === 1 ? 'Zeile' : 'Zeilen'} aus ${source}`,
    more: (count) => `Und ${count} weitere.`,
    decimalMark: ',',
    sum: 'Summe',
    average: 'Durchschnitt',
    different: 'verschiedene Werte',
  },
};
