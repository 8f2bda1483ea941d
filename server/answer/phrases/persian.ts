import type { Phrases } from './phrases.ts';

export const persian: Phrases = {
  notFound: 'این در این اسناد نیست.',
  closest: (words) => `جمله‌ای نیافتم که این را با واژه‌های شما بگوید${words === '' ? '' : ` (هیچ‌جا نیست: ${words})`}. نزدیک‌ترین‌ها:`,
  nowhere: (words) => `در این اسناد نیامده است: ${words}.`,
  quoted: 'از اسناد، کلمه به کلمه:',
  unverified: 'هیچ‌یک از این‌ها در اسناد پیدا نشد.',
  empty: 'این مجموعه هیچ سند خواندنی ندارد.',
  pictures: {
    seen: 'این از یک تصویر خوانده شده و اینجا قابل بررسی نیست: آن را با صفحه مقایسه کنید.',
    unseen: (pages) => `صفحه‌ها یا تصویرهای بدون متن که دیده نشدند: ${pages}.`,
  },
  scan: {
    found: (places, documents, words, sections) =>
      `${words}: ${places} جا در ${documents} سند.${sections === null ? '' : ` همهٔ ${sections} بخش خوانده شد.`}`,
    concerned: (places, documents) => `${places} جا در ${documents} سند به پرسش مربوط است. کلمه به کلمه:`,
    more: (places, byDocument) => `و ${places} جای دیگر: ${byDocument}.`,
    unread: (sections, total) => `${sections} بخش از ${total} بخش خوانده نشد.`,
  },
  rows: {
    rows: (count, total, source) => `${count} سطر از ${total} سطر ${source}`,
    more: (count) => `و ${count} سطر دیگر.`,
    decimalMark: '.',
    sum: 'جمع',
    average: 'میانگین',
    different: 'مقدارهای متفاوت',
  },
};
