/** Guesses the language of a text from its script and its commonest function words. Small and cheap, not a linguist. */
import { type Script, scriptOf } from './script.ts';

// Function words that are frequent in their language and rare in the others; a word may serve several.
const functionWords: Readonly<Record<string, string>> = {
  en: 'the of and to in is that for it with as was on are by this be from or an which you not have at we his they has their will can',
  de: 'der die und das ist nicht ein eine den dem des mit von zu auf für im sich auch es werden oder wird sind bei einer aus nach wie',
  fr: 'le la les de des et est un une du que qui dans pour pas sur au plus par avec ce il sont aux ou cette ne être son vous nous',
  es: 'el la los las de que y en un una es por con para del se no al como más su lo o sus este son está también fue ha entre',
  it: 'il di che e la un una per non sono con del della le si da al come gli dei nel più alla anche ha delle è questo o lo',
  pt: 'o de que e do da em um uma para com não os as no na por se dos das ao mais como é são foi pelo pela também ou',
  nl: 'de het een van en in is dat op te voor met zijn niet aan er ook als bij of door naar uit om maar wordt worden deze',
  sv: 'och att det som en på är av för med den till inte om ett har var jag från kan vi de ska eller men sig så',
  da: 'og at det er en på af til for ikke med den som der et har de var jeg fra kan vi skal eller men sig også',
  no: 'og det er på en som for av til med at ikke den har de et om var jeg fra kan vi skal eller men seg også ble',
  fi: 'ja on ei että se oli hän mutta ovat kun myös tai joka niin kuin sen mitä voi ole ovat olla jos',
  pl: 'i w na nie się z do to jest że o jak po co przez od dla oraz są lub być może który tym',
  cs: 'a se v na je že to s z do o ve jako by za po jsou pro nebo ale byl při které který',
  sk: 'a sa v na je že to s z do o ako by za po sú pre alebo ale bol pri ktoré ktorý nie',
  hu: 'a az és hogy nem egy is van ez meg de csak volt ki mint már vagy el ha még azt lehet',
  ro: 'și de în la a cu pe nu este un o din care pentru că se mai sau sunt prin fost ale al',
  tr: 've bir bu da de için ile olarak çok daha olan gibi en ne kadar sonra ya değil ise veya var',
  id: 'yang dan di dengan untuk ini dari pada adalah dalam tidak itu akan juga ke oleh atau dapat telah',
  vi: 'và của là có trong cho được các không với một những này người để khi đã từ về như',
  ca: 'el la de que i en un una els les per amb del és no es al com més són dels o aquest',
};

const languagesOf = new Map<string, string[]>();
for (const [language, words] of Object.entries(functionWords)) {
  for (const word of words.split(' ')) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language]);
}

const ofScript: Readonly<Partial<Record<Script, string>>> = {
  greek: 'el',
  armenian: 'hy',
  hebrew: 'he',
  devanagari: 'hi',
  bengali: 'bn',
  tamil: 'ta',
  thai: 'th',
  lao: 'lo',
  myanmar: 'my',
  khmer: 'km',
  georgian: 'ka',
  hangul: 'ko',
};

// Enough to be sure of a language: in running text every third word or so is a function word.
const sampleLength = 4_000;
const sampleCount = 3;
// Variables named a, e, i, o are words of half of Europe: a language needs several different function words to be believed.
const fewestDifferent = 3;
const fewestShare = 0.1;

/** ISO 639-1 code of the main language, or `und` when the text is too short, mixed or not prose. */
export function detectLanguage(text: string): string {
  const sample = sampleOf(text);
  const script = mainScript(sample);
  switch (script) {
    case 'latin':
      return latinLanguage(sample);
    case 'cyrillic':
      if (/[іїєґ]/i.test(sample)) return 'uk';
      return /[ыэё]/i.test(sample) || !/ъ/i.test(sample) ? 'ru' : 'bg';
    case 'arabic':
      return arabicLanguage(sample);
    case 'han':
    case 'kana':
      return /[\u3040-\u30ff]/.test(sample) ? 'ja' : 'zh';
    default:
      return ofScript[script] ?? 'und';
  }
}

/** Beginning, middle and end, so that a foreign preface or a licence does not decide. */
function sampleOf(text: string): string {
  if (text.length <= sampleLength * sampleCount) return text;
  const middle = Math.floor((text.length - sampleLength) / 2);
  return [text.slice(0, sampleLength), text.slice(middle, middle + sampleLength), text.slice(-sampleLength)].join('\n');
}

function mainScript(sample: string): Script {
  const counts = new Map<Script, number>();
  for (let index = 0; index < sample.length; index += 1) {
    const script = scriptOf(sample.charCodeAt(index));
    if (script !== 'other') counts.set(script, (counts.get(script) ?? 0) + 1);
  }
  // One Han character says as much as three Latin letters.
  let best: Script = 'other';
  let most = 0;
  for (const [script, count] of counts) {
    const weight = script === 'han' || script === 'kana' ? count * 3 : count;
    if (weight > most) [best, most] = [script, weight];
  }
  return best;
}

function latinLanguage(sample: string): string {
  const hits = new Map<string, number>();
  const different = new Map<string, Set<string>>();
  const words = sample.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
  for (const word of words) {
    for (const language of languagesOf.get(word) ?? []) {
      hits.set(language, (hits.get(language) ?? 0) + 1);
      different.set(language, (different.get(language) ?? new Set()).add(word));
    }
  }
  const [first, second] = [...hits].sort((one, other) => other[1] - one[1]);
  if (first === undefined || (different.get(first[0])?.size ?? 0) < fewestDifferent || first[1] < words.length * fewestShare) return 'und';
  return second !== undefined && second[1] === first[1] ? 'und' : first[0];
}

function arabicLanguage(sample: string): string {
  const count = (letters: RegExp): number => (sample.match(letters) ?? []).length;
  // ٹ ڈ ڑ ں ے are Urdu only; پ چ ژ گ are Persian and Urdu; a stray one in an Arabic text is a name.
  const urdu = count(/[ٹڈڑںے]/g);
  const persian = count(/[پچژگ]/g);
  const letters = count(/[\u0620-\u06d3]/g);
  if (urdu > letters * 0.01) return 'ur';
  return persian > letters * 0.01 ? 'fa' : 'ar';
}
