import type { Phrases } from './phrases.ts';

export const turkish: Phrases = {
  notFound: 'Bu, belgelerde yer almıyor.',
  closest: (words) =>
    `Bunu sizin sözlerinizle söyleyen bir cümle bulamadım${words === '' ? '' : ` (burada hiç geçmiyor: ${words})`}. En yakınları:`,
  nowhere: (words) => `Bu belgelerin hiçbirinde geçmiyor: ${words}.`,
  quoted: 'Belgelerden, kelimesi kelimesine:',
  unverified: 'Bunların hiçbiri belgelerde bulunamadı.',
  empty: 'Bu koleksiyonda okunabilen bir belge yok.',
  pictures: {
    seen: 'Bu bir resimden okundu ve burada doğrulanamaz: sayfayla karşılaştırın.',
    unseen: (pages) => `Metin içermeyen ${pages} sayfaya veya resme bakılmadı.`,
  },
  scan: {
    found: (places, documents, words, sections) =>
      `${words}: ${documents} belgede ${places} yer.${sections === null ? '' : ` ${sections} bölümün tümü okundu.`}`,
    concerned: (places, documents) => `${documents} belgede ${places} yer soruyla ilgili. Kelimesi kelimesine:`,
    more: (places, byDocument) => `Ve ${places} yer daha: ${byDocument}.`,
    unread: (sections, total) => `${total} bölümün ${sections} tanesi okunmadı.`,
  },
  rows: {
    rows: (count, total, source) => `${source} içindeki ${total} satırdan ${count} satır`,
    more: (count) => `Ve ${count} tane daha.`,
    decimalMark: ',',
    sum: 'toplam',
    average: 'ortalama',
    different: 'farklı değer',
  },
};
