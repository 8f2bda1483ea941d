import type { Phrases } from './phrases.ts';

export const chinese: Phrases = {
  notFound: '这些文档中没有这一内容。',
  closest: (words) => `没有找到用您的说法表达的句子${words === '' ? '' : `（此处没有：${words}）`}。最接近的是：`,
  nowhere: (words) => `这些文档中没有出现:${words}。`,
  quoted: '文档原文:',
  unverified: '以上内容均未能在文档中找到。',
  empty: '此集合中没有可读取的文档。',
  pictures: {
    seen: '此内容读自图片,此处无法核实:请与该页对照。',
    unseen: (pages) => `有 ${pages} 个无文字的页面或图片未查看。`,
  },
  scan: {
    found: (places, documents, words, sections) =>
      `${words}:${documents} 个文档中有 ${places} 处。${sections === null ? '' : `全部 ${sections} 个章节均已读取。`}`,
    concerned: (places, documents) => `${documents} 个文档中有 ${places} 处与问题有关。原文如下:`,
    more: (places, byDocument) => `另有 ${places} 处:${byDocument}。`,
    unread: (sections, total) => `${total} 个章节中有 ${sections} 个未读取。`,
  },
  rows: {
    rows: (count, total, source) => `${source} 的 ${total} 行中的 ${count} 行`,
    more: (count) => `另有 ${count} 行。`,
    decimalMark: '.',
    sum: '合计',
    average: '平均',
    different: '不同值',
  },
};
