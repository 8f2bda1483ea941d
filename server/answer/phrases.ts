/** The few sentences an answer says by itself, in the language of the question; English where we have no other. */

export interface Phrases {
  /** What a model writes, and what we write, when the documents do not hold the answer. */
  readonly notFound: string;
  /** Above sentences that are copied, not written. */
  readonly quoted: string;
  /** Below a model's text of which nothing could be found in the documents. */
  readonly unverified: string;
  /** When there is nothing to read. */
  readonly empty: string;
}

const english: Phrases = {
  notFound: 'This is not in these documents.',
  quoted: 'From the documents, word for word:',
  unverified: 'None of this could be found in the documents.',
  empty: 'This collection holds no document that could be read.',
};

const table: Readonly<Record<string, Phrases>> = {
  en: english,
  de: {
    notFound: 'Das steht nicht in diesen Dokumenten.',
    quoted: 'Wörtlich aus den Dokumenten:',
    unverified: 'Nichts davon ließ sich in den Dokumenten finden.',
    empty: 'Diese Sammlung enthält kein lesbares Dokument.',
  },
  fr: {
    notFound: 'Cela ne figure pas dans ces documents.',
    quoted: 'Extraits des documents, mot pour mot :',
    unverified: "Rien de cela n'a pu être trouvé dans les documents.",
    empty: 'Cette collection ne contient aucun document lisible.',
  },
  es: {
    notFound: 'Esto no está en estos documentos.',
    quoted: 'De los documentos, palabra por palabra:',
    unverified: 'Nada de esto se pudo encontrar en los documentos.',
    empty: 'Esta colección no contiene ningún documento legible.',
  },
  ur: {
    notFound: 'یہ ان دستاویزات میں نہیں ہے۔',
    quoted: 'دستاویزات سے، لفظ بہ لفظ:',
    unverified: 'اس میں سے کچھ بھی دستاویزات میں نہیں ملا۔',
    empty: 'اس مجموعے میں کوئی قابلِ مطالعہ دستاویز نہیں ہے۔',
  },
  ar: {
    notFound: 'هذا غير موجود في هذه المستندات.',
    quoted: 'من المستندات، حرفيًا:',
    unverified: 'لم يُعثر على شيء من هذا في المستندات.',
    empty: 'لا تحتوي هذه المجموعة على أي مستند مقروء.',
  },
  hi: {
    notFound: 'यह इन दस्तावेज़ों में नहीं है।',
    quoted: 'दस्तावेज़ों से, शब्दशः:',
    unverified: 'इसमें से कुछ भी दस्तावेज़ों में नहीं मिला।',
    empty: 'इस संग्रह में कोई पठनीय दस्तावेज़ नहीं है।',
  },
  zh: {
    notFound: '这些文档中没有这一内容。',
    quoted: '文档原文:',
    unverified: '以上内容均未能在文档中找到。',
    empty: '此集合中没有可读取的文档。',
  },
};

export function phrasesFor(language: string): Phrases {
  return table[language] ?? english;
}

const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

const notFoundSentences: readonly string[] = Object.values(table).map(({ notFound }) => bare(notFound));

/** Whether a whole answer is one of the sentences for "not in these documents", however it is punctuated. */
export function saysNotFound(text: string): boolean {
  const said = bare(text.replace(/[[【]\s*\p{Nd}+\s*[\]】]/gu, ' '));
  return said !== '' && notFoundSentences.includes(said);
}

/** Whether more text could still turn this beginning into such a sentence. */
export function maySayNotFound(beginning: string): boolean {
  const said = bare(beginning);
  return notFoundSentences.some((sentence) => sentence.startsWith(said));
}

/** Whether an answer opens with such a sentence and then says more. */
export function beginsNotFound(text: string): boolean {
  const said = bare(text);
  return notFoundSentences.some((sentence) => said.startsWith(sentence));
}
