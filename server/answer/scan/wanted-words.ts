/** The words that a counting or listing question is about, without the words by which it asks. */
import { termsOfText } from '../../../core/text/analyze.ts';
import { detectLanguage } from '../../../core/text/language.ts';
import { normalise } from '../../../core/text/normalise.ts';
import { stopWords } from '../../../core/text/stop-words.ts';
import { rawWords } from '../../../core/text/words.ts';
import type { WantedWord } from '../../search/word-places.ts';

/** How people ask for everything: these words say what to do, or name the collection itself. */
const asking: ReadonlySet<string> = new Set(
  `many much number count counts counted total list lists all every each any there mention mentions mentioned contain contains
  containing contained say says said document documents file files page pages collection section sections passage passages place
  places time times occur occurs different exist exists existing find show give tell name compare comparison difference
  differences complete entire whole across kind kinds type types sort sorts please exactly altogether anything anywhere something
  available occurrence occurrences reference references instance instances example examples case cases entry entries clause clauses
  rule rules
  wie viele viel alle alles liste nenne zähle gibt jede jeden jedes dokument dokumente dokumenten enthalten enthält erwähnt
  erwähnen erwähnung erwähnungen stelle stellen irgendwelche vergleiche
  combien tous toutes tout liste lister énumère compte nombre chaque document documents mentionne mentionnent compare
  cuántos cuántas todos todas lista listar enumera cuenta número cada documento documentos menciona mencionan compara
  کتنے کتنی کتنا تمام سب ہر فہرست گنتی دستاویزات دستاویز
  كم عدد جميع كل قائمة المستندات اذكر
  कितने कितनी कितना सभी सब सूची दस्तावेज़ों दस्तावेज़`
    .split(/\s+/)
    .map((word) => normalise(word).toLowerCase()),
);

// Chinese and Japanese are written without blanks, so the frame is cut out before words are made.
const unspacedAsking = /多少|有几|几个|几种|哪些|列出|所有|全部|是否|有没有|一共|总共|文档|请|吗|的|いくつ|すべて|全て|リスト/gu;

/** In the order of the question, each word once; forms for its own language and for those of the collection. */
export function wantedWords(question: string, languages: readonly string[]): readonly WantedWord[] {
  const own = detectLanguage(question);
  const known = [...new Set([own, ...languages])];
  const words = [...new Map(rawWords(normalise(question.replace(unspacedAsking, ' '))).map((word) => [word.toLowerCase(), word])).values()];
  // A short question does not tell its language: then what is a stop word in any language of the collection is one.
  const stops = (own === 'und' ? known : [own]).map(stopWords);
  const topical = words.filter((word) => !stops.some((stop) => stop.has(word.toLowerCase())));
  const content = topical.filter((word) => !asking.has(word.toLowerCase()));
  return (content.length > 0 ? content : topical).map((shown) => ({ shown, forms: formsOf(shown, known) }));
}

function formsOf(word: string, languages: readonly string[]): WantedWord['forms'] {
  const forms = new Map(languages.map((language) => [termsOfText(word, language).join(' '), termsOfText(word, language)]));
  return [...forms.values()].filter((terms) => terms.length > 0);
}
