import type { Phrases } from './phrases.ts';

export const hindi: Phrases = {
  notFound: 'यह इन दस्तावेज़ों में नहीं है।',
  closest: (words) => `मुझे आपके शब्दों में यह कहने वाला कोई वाक्य नहीं मिला${words === '' ? '' : ` (यहाँ कहीं नहीं: ${words})`}। सबसे निकट:`,
  nowhere: (words) => `इन दस्तावेज़ों में कहीं नहीं: ${words}।`,
  quoted: 'दस्तावेज़ों से, शब्दशः:',
  unverified: 'इसमें से कुछ भी दस्तावेज़ों में नहीं मिला।',
  empty: 'इस संग्रह में कोई पठनीय दस्तावेज़ नहीं है।',
  pictures: {
    seen: 'यह एक चित्र से पढ़ा गया है और यहाँ जाँचा नहीं जा सकता: इसे पृष्ठ से मिलाएँ।',
    unseen: (pages) => `बिना पाठ वाले पृष्ठ या चित्र जो नहीं देखे गए: ${pages}।`,
  },
  scan: {
    found: (places, documents, words, sections) =>
      `${words}: ${documents} दस्तावेज़ों में ${places} स्थान।${sections === null ? '' : ` सभी ${sections} खंड पढ़े गए।`}`,
    concerned: (places, documents) => `${documents} दस्तावेज़ों में ${places} स्थान प्रश्न से जुड़े हैं। शब्दशः:`,
    more: (places, byDocument) => `और ${places} अन्य: ${byDocument}।`,
    unread: (sections, total) => `${total} में से ${sections} खंड नहीं पढ़े गए।`,
  },
  rows: {
    rows: (count, total, source) => `${source} की ${total} में से ${count} पंक्तियाँ`,
    more: (count) => `और ${count}।`,
    decimalMark: '.',
    sum: 'योग',
    average: 'औसत',
    different: 'अलग-अलग मान',
  },
};
