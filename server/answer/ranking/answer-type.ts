/** What kind of thing a question asks for, and whether a sentence holds one that the question does not. */
import { asciiDigits } from '../proof/digits.ts';

export type AnswerType =
  | 'date'
  | 'duration'
  | 'money'
  | 'size'
  | 'port'
  | 'status'
  | 'version'
  | 'number'
  | 'path'
  | 'setting'
  | 'name'
  | 'reason'
  | 'other';

// Question words in the languages of the interface and its neighbours. The first pattern that fits decides, so the narrow
// ones come first: "how much does it cost" is a sum of money before it is a number.
const patterns: readonly (readonly [AnswerType, RegExp])[] = [
  ['port', /\bports?\b/iu],
  ['status', /\b(?:status|exit|return|error) codes?\b|\b(?:http|exit) status\b|\b(?:what|which) status\b/iu],
  ['version', /\b(?:what|which|minimum|newest|latest|oldest) (?:\S+ )?versions?\b|\bversions? of\b/iu],
  [
    'money',
    /\b(?:price|costs?|fees?|salary|budget|fine|penalty|surcharge)\b|\bhow (?:expensive|much (?:may|can|must|do|does|is|are) .*\b(?:spend|pay|paid|earn|charged?))\b|\b(?:kosten|kostet|preis|gehalt|gebühr)\b|\b(?:prix|coûte|coûtent|cuesta|cuestan|precio)\b/iu,
  ],
  ['duration', /\bhow (?:long|soon|quickly|fast)\b|\bwie (?:lange|schnell)\b|\bcombien de temps\b|cuánto tiempo\b/iu],
  ['size', /\bhow (?:big|large)\b|\b(?:maximum|minimum|largest) (?:\S+ )?(?:size|length|width|height)\b|\b(?:what|which) size\b/iu],
  [
    'number',
    /\bhow (?:many|much|often|old|far|tall|high|deep)\b|\b(?:what|which) (?:percent|percentage|proportion|number|amount|age)\b|\bnumber of\b|\b(?:wie ?viele?|wie (?:oft|hoch|groß|alt|weit))\b|\bcombien\b|cuánt[oa]s?\b/iu,
  ],
  ['number', /کتن[اےی]|كم |कितन[ाेी]|多少|几/u],
  [
    'date',
    /^(?:.*\b)?when\b|\b(?:what|which|in what|in which) (?:year|date|day|month|century|decade|time)\b|\bwann\b|\bquand\b|cuándo\b/iu,
  ],
  ['date', /کب|متى|कब|什么时候|哪一年|何时/u],
  [
    'path',
    /\b(?:which|what) (?:file|folder|directory|path|module)\b|\bwhere (?:is|are) .*\b(?:stored|kept|saved|written|defined|implemented)\b/iu,
  ],
  ['setting', /\bdefaults?\b|\b(?:which|what) (?:setting|option|flag|variable|environment variable|command|parameter)\b/iu],
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
const timeUnit =
  /\b(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half)[\s-]?(?:an? |full |working |business |calendar )?(?:ms|s|min|h|milliseconds?|seconds?|minutes?|hours?|days?|nights?|weeks?|months?|quarters?|years?|decades?|centuries|sekunden?|minuten?|stunden?|tagen?|wochen?|monaten?|jahren?|jours?|semaines?|mois|ans|días?|semanas?|meses|años?)\b|\w(?:Ms|_MS|Seconds|Minutes|Days)\b/iu;
const moneySign = /[$€£¥₹]|\b(?:euros?|eur|usd|dollars?|pounds?|gbp|rupees?|cents?|francs?|chf|free of charge|free)\b|price/iu;
const sizeUnit =
  /\d[\d.,]*\s?(?:[kmgt]i?b|bytes?|characters?|chars?|tokens?|pages?|lines?|mm|cm|m|km|metres?|meters?|feet|ft|miles|acres|hectares|square \w+|people|[bm]\b)|bytes?\b|\w(?:Bytes|Size|Limit|Length)\b/iu;

/** Whether the sentence holds such a thing beyond what the question itself says. `head`: the columns of a row. */
export function holdsAnswerOf(type: AnswerType, sentence: string, question: string, head = ''): boolean {
  switch (type) {
    case 'number':
      return hasNewFigure(sentence, question) || numberWord.test(sentence);
    case 'duration':
      return timeUnit.test(sentence) || hasNewFigure(sentence, question);
    case 'size':
      return hasNewFigure(sentence, question) || numberWord.test(sentence);
    case 'money':
      return hasNewFigure(sentence, question) || numberWord.test(sentence);
    case 'port':
      return /(?::|\bports?\b[^\n]{0,40}?\b)\d{2,5}\b/iu.test(sentence);
    case 'status':
      return hasNewFigure(sentence, question) && /\b(?:[1-5]\d{2}|\d{1,2})\b/.test(sentence);
    case 'version':
      return /\bv?\d+\.\d+|\bversion\b.*\d|\b(?:major|minor)\b/iu.test(sentence);
    case 'date':
      return (
        dateWord.test(asciiDigits(sentence)) && (hasNewFigure(sentence, question) || /\p{L}{3,}/u.test(dateWord.exec(sentence)?.[0] ?? ''))
      );
    case 'path':
      return /[\w<>-]+\/[\w<>.-]+|\b[\w-]+\.[a-z]{2,5}\b/u.test(sentence) || hasNewName(sentence, question);
    case 'setting':
      return /\bdefaults?\b|[=:]\s?["'`\d]|\b[A-Z]+_[A-Z_]+\b/u.test(`${head}\n${sentence}`);
    case 'name':
      return hasNewName(sentence, question);
    case 'reason':
      return reasonWord.test(sentence);
    case 'other':
      return false;
  }
}

/** Whether it does so in the very unit that is asked for: days where a time is, euros where a price is. */
export function holdsUnitOf(type: AnswerType, sentence: string, head = ''): boolean {
  switch (type) {
    case 'duration':
      return timeUnit.test(sentence);
    case 'money':
      return moneySign.test(`${head}\n${sentence}`) && /\d/.test(asciiDigits(sentence));
    case 'size':
      return sizeUnit.test(sentence);
    case 'status':
      return /\b[1-5]\d{2}\b/.test(sentence);
    case 'port':
      return true;
    default:
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
