import type { Phrases } from './phrases.ts';

export const arabic: Phrases = {
  notFound: 'هذا غير موجود في هذه المستندات.',
  closest: (words) => `لم أجد جملة تقول هذا بكلماتك${words === '' ? '' : ` (لا توجد هنا: ${words})`}. الأقرب:`,
  nowhere: (words) => `لا يرد في هذه المستندات: ${words}.`,
  quoted: 'من المستندات، حرفيًا:',
  unverified: 'لم يُعثر على شيء من هذا في المستندات.',
  empty: 'لا تحتوي هذه المجموعة على أي مستند مقروء.',
  pictures: {
    seen: 'قُرئ هذا من صورة ولا يمكن التحقق منه هنا: قارنه بالصفحة.',
    unseen: (pages) => `صفحات أو صور بلا نص لم يُنظر فيها: ${pages}.`,
  },
  scan: {
    found: (places, documents, words, sections) =>
      `${words}: ${places} موضعًا في ${documents} مستندًا.${sections === null ? '' : ` قُرئت كل الأقسام وعددها ${sections}.`}`,
    concerned: (places, documents) => `${places} موضعًا في ${documents} مستندًا تتعلق بالسؤال. حرفيًا:`,
    more: (places, byDocument) => `و${places} غيرها: ${byDocument}.`,
    unread: (sections, total) => `لم يُقرأ ${sections} من أصل ${total} قسمًا.`,
  },
  rows: {
    rows: (count, total, source) => `${count} من أصل ${total} صفًا في ${source}`,
    more: (count) => `و${count} غيرها.`,
    decimalMark: '.',
    sum: 'المجموع',
    average: 'المتوسط',
    different: 'القيم المختلفة',
  },
};
