/** What kind of thing a question asks for, and whether a sentence holds one that the question does not. */
import { asciiDigits } from '../proof/digits.ts';

export type AnswerType = 'date' | 'number' | 'name' | 'reason' | 'other';

// Question words in the languages of the interface and its neighbours. The first pattern that fits decides.
const patterns: readonly (readonly [AnswerType, RegExp])[] = [
  [
    'number',
    /\bhow (?:many|much|long|often|old|far|fast|large|big|tall|high|deep|quickly|soon)\b|\b(?:what|which) (?:percent|percentage|proportion|number|amount|age|size|price|cost)\b|\bnumber of\b|\b(?:wie ?viele?|wie (?:lange|oft|hoch|groß|alt|weit))\b|\bcombien\b|cuánt[oa]s?\b/iu,
  ],
  ['number', /کتن[اےی]|كم |कितन[ाेी]|多少|几/u],
  [
    'date',
    /^(?:.*\b)?when\b|\b(?:what|which|in what|in which) (?:year|date|day|month|century|decade|time)\b|\bwann\b|\bquand\b|cuándo\b/iu,
  ],
  ['date', /کب|متى|कब|什么时候|哪一年|何时/u],
  [
    'name',
    /\bwho(?:m|se)?\b|\b(?:where|which (?:city|country|state|company|person|team|university))\b|\b(?:what is the name|what was the name|named)\b|\b(?:wer|wem|wen|wessen|wo|woher|wohin)\b|\b(?:qui|où)\b|quién(?:es)?\b|dónde\b/iu,
  ],
  ['name', /کون|کہاں|کس نے|من هو|أين|कौन|कहाँ|किसने|谁|哪里/u],
  ['reason', /\bwhy\b|\bfor what reason\b|\bwarum\b|\bpourquoi\b|por qué\b|کیوں|لماذا|क्यों|为什么/iu],
];

export function answerTypeOf(question: string): AnswerType {
  return patterns.find(([, pattern]) => pattern.test(question))?.[0] ?? 'other';
}

const numberWord =
  /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|thousand|million|billion|half|quarter|third|once|twice|none|zwei|drei|vier|fünf|sechs|acht|neun|zehn|deux|trois|quatre|cinq|sept|huit|neuf|dix)\b/iu;
const dateWord =
  /\b(?:1\d{3}|20\d{2})\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre)\b/iu;
const reasonWord =
  /\b(?:because|since|due to|so that|in order to|as a result|therefore|caused? by|reason|to (?:avoid|prevent|protect|ensure|allow)|weil|damit|da|wegen|parce que|car|afin|porque|debido)\b|کیونکہ|لأن|क्योंकि|因为/iu;

/** Whether the sentence holds such a thing beyond what the question itself says. */
export function holdsAnswerOf(type: AnswerType, sentence: string, question: string): boolean {
  switch (type) {
    case 'number':
      return hasNewFigure(sentence, question) || numberWord.test(sentence);
    case 'date':
      return (
        dateWord.test(asciiDigits(sentence)) && (hasNewFigure(sentence, question) || /\p{L}{3,}/u.test(dateWord.exec(sentence)?.[0] ?? ''))
      );
    case 'name':
      return hasNewName(sentence, question);
    case 'reason':
      return reasonWord.test(sentence);
    case 'other':
      return false;
  }
}

function hasNewFigure(sentence: string, question: string): boolean {
  const asked = asciiDigits(question);
  return [...asciiDigits(sentence).matchAll(/\d+/g)].some(([figure]) => !asked.includes(figure));
}

function hasNewName(sentence: string, question: string): boolean {
  const asked = question.toLowerCase();
  return [...sentence.matchAll(/(?<=[\p{L}\p{N},;]\s)\p{Lu}[\p{L}\p{M}'’-]+/gu)].some(([name]) => !asked.includes(name.toLowerCase()));
}
