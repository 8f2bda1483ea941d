import type { Phrases } from './phrases.ts';

export const japanese: Phrases = {
  notFound: 'これらの文書には書かれていません。',
  closest: (words) => `ご質問の言葉どおりの文は見つかりませんでした${words === '' ? '' : `（どこにもない語：${words}）`}。最も近い箇所：`,
  nowhere: (words) => `これらの文書に出てこない語:${words}。`,
  quoted: '文書からの引用:',
  unverified: 'この内容は文書の中に見つかりませんでした。',
  empty: 'このコレクションには読み取れる文書がありません。',
  pictures: {
    seen: 'これは画像から読み取ったもので、ここでは確認できません。ページと見比べてください。',
    unseen: (pages) => `文字のないページまたは画像 ${pages} 件は見ていません。`,
  },
  scan: {
    found: (places, documents, words, sections) =>
      `${words}:${documents} 件の文書に ${places} か所。${sections === null ? '' : `${sections} 個の節をすべて読みました。`}`,
    concerned: (places, documents) => `${documents} 件の文書の ${places} か所が質問に関係します。原文のまま:`,
    more: (places, byDocument) => `ほかに ${places} か所:${byDocument}。`,
    unread: (sections, total) => `${total} 個の節のうち ${sections} 個は読まれていません。`,
  },
  rows: {
    rows: (count, total, source) => `${source} の ${total} 行のうち ${count} 行`,
    more: (count) => `ほかに ${count} 行。`,
    decimalMark: '.',
    sum: '合計',
    average: '平均',
    different: '異なる値',
  },
};
