/** What a scan says by itself, in the language of the question; English where we have no other. */
export interface ScanPhrases {
  /** How many places in how many documents hold the words, out of how many sections. */
  readonly found: (places: number, documents: number, words: string, sections: number) => string;
  /** How many places concern the question, as a model has copied them; they follow word for word. */
  readonly concerned: (places: number, documents: number) => string;
  /** How many of the places are not shown, by document. */
  readonly more: (places: number, byDocument: string) => string;
  /** How much was not read. */
  readonly unread: (sections: number, total: number) => string;
}

const english: ScanPhrases = {
  found: (places, documents, words, sections) =>
    `${places} ${places === 1 ? 'place' : 'places'} in ${documents} ${documents === 1 ? 'document' : 'documents'} ${places === 1 ? 'holds' : 'hold'} ${words}. All ${sections} sections were read.`,
  concerned: (places, documents) => `${places} places in ${documents} documents concern the question. Word for word:`,
  more: (places, byDocument) => `And ${places} more: ${byDocument}.`,
  unread: (sections, total) => `${sections} of ${total} sections were not read.`,
};

const table: Readonly<Record<string, ScanPhrases>> = {
  en: english,
  de: {
    found: (places, documents, words, sections) =>
      `${words}: ${places} ${places === 1 ? 'Stelle' : 'Stellen'} in ${documents} ${documents === 1 ? 'Dokument' : 'Dokumenten'}. Alle ${sections} Abschnitte wurden gelesen.`,
    concerned: (places, documents) => `${places} Stellen in ${documents} Dokumenten betreffen die Frage. Wörtlich:`,
    more: (places, byDocument) => `Und ${places} weitere: ${byDocument}.`,
    unread: (sections, total) => `${sections} von ${total} Abschnitten wurden nicht gelesen.`,
  },
  fr: {
    found: (places, documents, words, sections) =>
      `${words} : ${places} passage(s) dans ${documents} document(s). Les ${sections} sections ont toutes été lues.`,
    concerned: (places, documents) => `${places} passages dans ${documents} documents concernent la question. Mot pour mot :`,
    more: (places, byDocument) => `Et ${places} de plus : ${byDocument}.`,
    unread: (sections, total) => `${sections} sections sur ${total} n'ont pas été lues.`,
  },
  es: {
    found: (places, documents, words, sections) =>
      `${words}: ${places} lugar(es) en ${documents} documento(s). Se leyeron las ${sections} secciones.`,
    concerned: (places, documents) => `${places} lugares en ${documents} documentos tratan de la pregunta. Palabra por palabra:`,
    more: (places, byDocument) => `Y ${places} más: ${byDocument}.`,
    unread: (sections, total) => `${sections} de ${total} secciones no se leyeron.`,
  },
  ur: {
    found: (places, documents, words, sections) => `${words}: ${documents} دستاویزات میں ${places} مقامات۔ تمام ${sections} حصے پڑھے گئے۔`,
    concerned: (places, documents) => `${documents} دستاویزات میں ${places} مقامات سوال سے متعلق ہیں۔ لفظ بہ لفظ:`,
    more: (places, byDocument) => `اور ${places} مزید: ${byDocument}۔`,
    unread: (sections, total) => `${total} میں سے ${sections} حصے نہیں پڑھے گئے۔`,
  },
  ar: {
    found: (places, documents, words, sections) => `${words}: ${places} موضعًا في ${documents} مستندًا. قُرئت كل الأقسام وعددها ${sections}.`,
    concerned: (places, documents) => `${places} موضعًا في ${documents} مستندًا تتعلق بالسؤال. حرفيًا:`,
    more: (places, byDocument) => `و${places} غيرها: ${byDocument}.`,
    unread: (sections, total) => `لم يُقرأ ${sections} من أصل ${total} قسمًا.`,
  },
  hi: {
    found: (places, documents, words, sections) => `${words}: ${documents} दस्तावेज़ों में ${places} स्थान। सभी ${sections} खंड पढ़े गए।`,
    concerned: (places, documents) => `${documents} दस्तावेज़ों में ${places} स्थान प्रश्न से जुड़े हैं। शब्दशः:`,
    more: (places, byDocument) => `और ${places} अन्य: ${byDocument}।`,
    unread: (sections, total) => `${total} में से ${sections} खंड नहीं पढ़े गए।`,
  },
  zh: {
    found: (places, documents, words, sections) => `${words}:${documents} 个文档中有 ${places} 处。全部 ${sections} 个章节均已读取。`,
    concerned: (places, documents) => `${documents} 个文档中有 ${places} 处与问题有关。原文如下:`,
    more: (places, byDocument) => `另有 ${places} 处:${byDocument}。`,
    unread: (sections, total) => `${total} 个章节中有 ${sections} 个未读取。`,
  },
};

export function scanPhrasesFor(language: string): ScanPhrases {
  return table[language] ?? english;
}
