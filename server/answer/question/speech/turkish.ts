import type { Speech } from './speech.ts';

export const turkish: Speech = {
  marks:
    'kaç kim kime kimin nerede nereye nereden nedir neler ne neden niçin nasıl hangi hangisi hangileri var mı mi mu mü listele listeleyin özetle özetler karşılaştır ve ile için olan tüm bütün her toplam sayısı peki en fazla az',
  isUnspaced: false,
  howMany: 'kaç(?: tane| adet)?',
  // At the end of a question it asks for a figure: "fiyatı kaç?".
  measures:
    'gün|saat|dakika|saniye|hafta|ay |ayda|yıl|kez|kere|defa|yüzde|euro|avro|lira|dolar|metre|kilometre|kilo|litre|para|derece|yaş|iş günü|$',
  complete: [
    '(?:tüm|bütün|her) .*(?:say|sayın|göster|gösterin|yaz|yazın|sırala|sıralayın)|listele\\S*|(?:tam|tüm|bütün) liste\\S*',
    'sayısı (?:nedir|kaç|kaçtır)|toplam sayısı',
    'herhangi bir|hiç .* var m[ıiuü]',
    'hangi (?:belgeler|dosyalar|sözleşmeler|raporlar)\\S*|hangileri',
    'karşılaştır\\S*|arasındaki fark\\S*|farkları',
  ],
  summarise: ['özet|özeti|özetini|özetle|özetler|özetleyin|özetler misin|genel bakış|ana noktalar\\S*|ne hakkında'],
  schema: ['yabancı anahtar\\S*|birincil anahtar\\S*|sql|veritabanı şema\\S*', 'hangi (?:tablo|sütun|kolon)\\S*'],
  asking: 'kaç tane adet toplam tüm bütün her listele listeleyin sayısı liste belge belgeler dosya dosyalar var mı mi mu mü nedir hangi',
  pointing: 'bu|bunu|bunun|bunlar|şu|onu|onun|onlar|orada|burada',
  continuing: 've|peki|ya|ama|veya',
};
