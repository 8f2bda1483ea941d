import type { Phrases } from './phrases.ts';

export const english: Phrases = {
  notFound: 'This is not in these documents.',
  closest: (words) => `I found no sentence that says this in your words${words === '' ? '' : ` (nowhere here: ${words})`}. The closest:`,
  nowhere: (words) => `Nowhere in these documents: ${words}.`,
  quoted: 'From the documents, word for word:',
  unverified: 'None of this could be found in the documents.',
  empty: 'This collection holds no document that could be read.',
  pictures: {
    seen: 'This was read from a picture and cannot be checked here: compare it with the page.',
    unseen: (pages) =>
      pages === 1
        ? 'One page or picture holds no text and was not looked at.'
        : `${pages} pages or pictures hold no text and were not looked at.`,
  },
  scan: {
    found: (places, documents, words, sections) =>
      `${places} ${places === 1 ? 'place' : 'places'} in ${documents} ${documents === 1 ? 'document' : 'documents'} ${places === 1 ? 'holds' : 'hold'} ${words}.${sections === null ? '' : sections === 1 ? ' Its one section was read.' : ` All ${sections} sections were read.`}`,
    concerned: (places, documents) => `${places} places in ${documents} documents concern the question. Word for word:`,
    more: (places, byDocument) => `And ${places} more: ${byDocument}.`,
    unread: (sections, total) => `${sections} of ${total} sections were not read.`,
  },
  rows: {
    rows: (count, total, source) => `${count} of ${total} ${total === 1 ? 'row' : 'rows'} of ${source}`,
    more: (count) => `And ${count} more.`,
    decimalMark: '.',
    sum: 'sum',
    average: 'average',
    different: 'different values',
  },
};
