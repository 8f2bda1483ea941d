import type { Phrases } from './phrases.ts';

export const urdu: Phrases = {
  notFound: 'یہ ان دستاویزات میں نہیں ہے۔',
  closest: (words) =>
    `مجھے آپ کے الفاظ میں یہ کہنے والا کوئی جملہ نہیں ملا${words === '' ? '' : ` (یہاں کہیں نہیں: ${words})`}۔ سب سے قریب:`,
  nowhere: (words) => `ان دستاویزات میں کہیں نہیں: ${words}۔`,
  quoted: 'دستاویزات سے، لفظ بہ لفظ:',
  unverified: 'اس میں سے کچھ بھی دستاویزات میں نہیں ملا۔',
  empty: 'اس مجموعے میں کوئی قابلِ مطالعہ دستاویز نہیں ہے۔',
  pictures: {
    seen: 'یہ ایک تصویر سے پڑھا گیا ہے اور یہاں جانچا نہیں جا سکتا: اسے صفحے سے ملا کر دیکھیں۔',
    unseen: (pages) => `بغیر متن کے صفحات یا تصویریں جو نہیں دیکھی گئیں: ${pages}۔`,
  },
  scan: {
    found: (places, documents, words, sections) =>
      `${words}: ${documents} دستاویزات میں ${places} مقامات۔${sections === null ? '' : ` تمام ${sections} حصے پڑھے گئے۔`}`,
    concerned: (places, documents) => `${documents} دستاویزات میں ${places} مقامات سوال سے متعلق ہیں۔ لفظ بہ لفظ:`,
    more: (places, byDocument) => `اور ${places} مزید: ${byDocument}۔`,
    unread: (sections, total) => `${total} میں سے ${sections} حصے نہیں پڑھے گئے۔`,
  },
  rows: {
    rows: (count, total, source) => `${source} کی ${total} میں سے ${count} سطریں`,
    more: (count) => `اور ${count} مزید۔`,
    decimalMark: '.',
    sum: 'مجموعہ',
    average: 'اوسط',
    different: 'مختلف قدریں',
  },
};
