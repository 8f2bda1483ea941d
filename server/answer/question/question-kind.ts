/**
 * What a question is after, by its words alone: small, fast, and the same each time. English, German, French, Spanish,
 * Urdu and Arabic; in other languages every question is a look-up. It decides how much is read, never what is answered.
 */
import type { QuestionKind } from '../../../core/types.ts';

/** Words of a language, as alternatives of a regular expression. The question is lower case, its words parted by one blank. */
interface Speech {
  /** "How many": a count, unless a measure follows. */
  readonly howMany: string;
  /** "Days", "euros": how many of them is a figure that stands somewhere, not a count. Beginnings of words. */
  readonly measures: string;
  /** Asks for everything of a kind, for a comparison, or whether there is any. */
  readonly complete: readonly string[];
  readonly summarise: readonly string[];
  /** Asks how a database is made. */
  readonly schema: readonly string[];
}

const english: Speech = {
  howMany: 'how many|what is the number of|the total number of|what number of',
  measures:
    'days?|hours?|minutes?|seconds?|weeks?|months?|years?|times|working|business|calendar|percent|percentage|euros?|dollars?|pounds|rupees|cents|tokens|bytes|kilo|mega|giga|kb|mb|gb|meters?|metres?|km|miles|litres?|liters?|grams|points|degrees|volts|watts',
  complete: [
    '^(?:please )?(?:list|enumerate|count|compare)',
    '(?:list|show|name|give|find|enumerate|tell|get|mention)(?: me| us)?(?: a| the)?(?: complete| full)? (?:all|every|each|list)',
    '(?:what|which|who) are (?:all|the names of all)',
    '(?:is|are|were|was) there any',
    '(?:does|do|did|has|have) (?:any|anyone|anybody|anything)',
    '(?:do|does) (?:we|they|you) have any',
    'which of (?:the|these|those|our)',
    '(?:which|what) (?:documents|files|contracts|pages|sections|reports|letters)',
    'every .* (?:that|which|who|where|in which)',
    // Not "how does the program compare tokens?": there it is what the program does.
    'compares? (?:to|with)|(?:you|me|us|please) compare|comparison|compared (?:to|with)|versus|vs|differences? between|differ from|in common',
    'everything (?:about|on|that)|all (?:mentions|occurrences|instances|references)',
  ],
  summarise: [
    'summar(?:ise|ize|y|ies)|overview|outline|tl dr|gist|in a nutshell|main points|key points|key takeaways',
    'what (?:is|are) (?:this|these|the) (?:document|documents|collection|handbook|report|file|files|text|book|paper) about',
  ],
  schema: [
    'foreign keys?|primary keys?|sql|ddl|database schema|table schema|entity relationship',
    '(?:which|what) (?:tables?|columns?) .*(?:store|stores|hold|holds|contain|contains|reference|references|have|has|link|links|refer|refers|belong|belongs)',
    '(?:which|what) columns?',
    'columns? (?:of|in) (?:the )?\\S+ table|(?:type|data type) of (?:the )?(?:column|field)|table definition',
    'join (?:the )?\\S+ (?:table )?(?:with|to|and|on)',
  ],
};

const german: Speech = {
  howMany: 'wie ?viele?|wieviele?|die anzahl(?: der| von)?|anzahl der|wie ist die anzahl',
  measures:
    'tage?n?|arbeitstage?|urlaubstage?|werktage?|kalendertage?|stunden?|minuten?|sekunden?|wochen?|monate?n?|jahre?n?|male?|prozent|euro|cent|meter|kilometer|liter|gramm|punkte|grad|geld|zeit|prozentpunkte',
  complete: [
    '^(?:bitte )?(?:liste|zähle|zählen sie|vergleiche|vergleichen sie)',
    '(?:liste|listen|nenne|nennen|zeige|zeigen|zähle|gib|geben|finde|finden|führe)(?: sie)?(?: mir| uns)? (?:alle|alles|jede[nrs]?|sämtliche)',
    'gibt es (?:irgend\\S*|überhaupt|welche|etwas|jemanden)',
    'welche .* gibt es',
    'welche (?:der|dieser|unserer)|welche (?:dokumente|dateien|verträge|seiten|abschnitte|berichte)',
    'vergleich|vergleiche|im vergleich|unterschiede? zwischen|unterscheide[nt]|gemeinsam haben',
    'vollständige liste|alle erwähnungen|alles über',
  ],
  summarise: [
    'zusammenfass\\S*|zusammengefasst|überblick|übersicht über|hauptpunkte|kernaussagen|in kürze',
    'fass\\S* .*zusammen|worum geht es|wovon handel[nt]',
  ],
  schema: [
    'fremdschlüssel\\S*|primärschlüssel\\S*|sql|datenbankschema',
    'welche (?:tabellen?|spalten?) .*(?:enth\\S+|speicher\\S+|verweis\\S+|hat|haben|gehör\\S+)',
    'spalten? der tabelle|spalten hat|tabellendefinition',
  ],
};

const french: Speech = {
  howMany: 'combien (?:de |d )|quel est le nombre (?:de |d )',
  measures: 'jours?|heures?|minutes?|secondes?|semaines?|mois|ans|années?|fois|temps|euros?|mètres|kilomètres|litres|grammes|argent|points',
  complete: [
    '(?:liste[rz]?|énumère[rz]?|énumérez|cite[rz]?|donne[rz]?|montre[rz]?)(?: moi| nous)? (?:tous|toutes|chaque|la liste)',
    'quels sont tous|quelles sont toutes',
    'y a t il (?:des|un quelconque|quelque|d autres)|existe t il (?:des|un quelconque)',
    '^compare[rz]?|comparez|(?:peux tu|pouvez vous|peut on) comparer|comparaison|différences? entre|par rapport à',
    'quels (?:documents|fichiers|contrats)|lesquels|liste complète',
  ],
  summarise: ['résum\\S+|aperçu|vue d ensemble|points (?:clés|principaux)|de quoi (?:parle|parlent|traite)'],
  schema: ['clés? étrangères?|clés? primaires?|sql|schéma de (?:la )?base', 'quelles (?:tables|colonnes)'],
};

const spanish: Speech = {
  howMany: 'cuánt[oa]s|cual es el número de|cuál es el número de',
  measures: 'días?|horas?|minutos?|segundos?|semanas?|meses|años?|veces|euros?|pesos|metros|kilómetros|litros|gramos|puntos',
  complete: [
    '(?:lista|enumera|nombra|da|dame|muestra|muéstrame|cita)(?: me)? (?:tod[oa]s|cada|la lista)',
    'cuáles son tod[oa]s',
    'hay (?:algún|alguna|algunos|algunas|algo|alguien)|existe (?:algún|alguna)',
    'compara\\S*|comparación|diferencias? entre',
    'qué (?:documentos|archivos|contratos)|lista completa',
  ],
  summarise: ['resum\\S+|visión general|puntos (?:clave|principales)|de qué (?:trata|tratan)'],
  schema: ['claves? (?:foráneas?|ajenas?|primarias?)|sql|esquema de (?:la )?base', 'qué (?:tablas|columnas)'],
};

const urdu: Speech = {
  howMany: 'کتنے|کتنی',
  measures:
    'دن|دنوں|گھنٹ\\S+|منٹ|مہین\\S+|ماہ|ہفت\\S+|سال|سالوں|روپ\\S+|فیصد|بار|مرتبہ|کلو\\S*|میٹر|یورو|ڈالر|رقم|دیر|مدت|ہے|لاگت|قیمت|فیس|تنخواہ|چھٹی|چھٹیاں',
  complete: [
    '(?:تمام|سبھی|سب|ہر|ساری|سارے) .*(?:فہرست|بتائیں|بتاؤ|دکھائیں|گنیں|گنوائیں|لکھیں|نام)',
    'کل تعداد|تعداد (?:کیا|کتنی)',
    'فہرست (?:دیں|بنائیں|بتائیں|دکھائیں)|مکمل فہرست|کی فہرست',
    'کیا (?:کوئی|کہیں|کسی)',
    'کون (?:کون )?سی (?:دستاویزات|فائلیں|فائلوں)|کون کون|کن کن',
    'موازنہ|تقابل|فرق (?:کیا|بتائیں)|کے درمیان (?:کیا )?فرق',
  ],
  summarise: ['خلاصہ|مختصر (?:بیان|جائزہ)|جائزہ|اہم نکات|کس بارے میں (?:ہے|ہیں)'],
  schema: ['فارن کی|پرائمری کی|sql|ڈیٹا بیس', 'کون سی? (?:ٹیبل|ٹیبلز|کالم)|(?:ٹیبل|جدول) (?:کے|میں) .*کالم'],
};

const arabic: Speech = {
  howMany: 'كم عدد|ما عدد|ما هو عدد|كم',
  measures:
    '(?:ال)?(?:عمر|طول|وزن|قيمة|يوم|ايام|ساع|دقيق|دقائق|شهر|شهور|اشهر|سن|اسبوع|اسابيع|مر[ةه]|مرات|نسب|مبلغ|سعر|ثمن|تكلف|مد[ةه]|راتب|درج|متر|كيلو|يورو|دولار|ريال|وقت)|أيام|أشهر|أسبوع|أسابيع|يبلغ|تبلغ|يستغرق|تستغرق|يكلف|تكلف',
  complete: [
    '(?:اذكر|عدد|اسرد|أعط|اعط|أعطني|اعطني|أظهر|اعرض|ما هي|ما هم|من هم) (?:لي )?(?:جميع|كل|كافة)',
    'قائمة (?:كاملة|بجميع|بكل|ب)|قائمة بأسماء',
    'هل (?:يوجد|توجد|هناك) (?:أي|اي|أية)|هل (?:يوجد|توجد|هناك) \\S+ (?:أي|اي)|هل (?:أي|اي) ',
    'قارن|مقارنة|الفرق بين|الفروق بين|الاختلاف بين|الاختلافات بين',
    'أي (?:المستندات|الوثائق|الملفات|العقود)|ما (?:المستندات|الوثائق|الملفات)',
  ],
  summarise: ['لخص\\S*|ملخص\\S*|تلخيص|نظرة عامة|النقاط الرئيسية|أهم النقاط|عم يتحدث|عن ماذا يتحدث'],
  schema: [
    'المفتاح (?:الأجنبي|الأساسي)|المفاتيح (?:الأجنبية|الأساسية)|sql|قاعدة البيانات',
    '(?:ما|أي) (?:الجداول|الأعمدة|هي الجداول|هي الأعمدة)|أعمدة (?:ال)?جدول',
  ],
};

const speeches: readonly Speech[] = [english, german, french, spanish, urdu, arabic];

/** Alternatives that begin and end at words; `^` is the beginning of the question. */
function anyOf(parts: readonly string[]): RegExp {
  const bounded = parts.map((part) => (part.startsWith('^') ? `^ (?:${part.slice(1)})` : ` (?:${part})`));
  return new RegExp(`(?:${bounded.map(folded).join('|')})(?= )`, 'u');
}

const counting = speeches.map(({ howMany, measures }) => new RegExp(folded(` (?:${howMany}) ?(?! ?(?:${measures}))`), 'u'));
const measuring = speeches.map(({ howMany, measures }) => new RegExp(folded(` (?:${howMany}) ?(?:${measures})`), 'u'));
const complete = anyOf(speeches.flatMap((speech) => speech.complete));
const summarise = anyOf(speeches.flatMap((speech) => speech.summarise));
const schema = anyOf(speeches.flatMap((speech) => speech.schema));

/** Counting goes before the rest: "how many tables" is answered from all of them. */
export function questionKind(question: string): QuestionKind {
  const plain = question.normalize('NFKC').toLowerCase();
  const words = ` ${folded(plain)
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, ' ')
    .trim()} `;
  const counts = counting.some((pattern, index) => pattern.test(words) && !measuring[index]?.test(words));
  if (counts || complete.test(words)) return 'complete';
  if (summarise.test(words)) return 'summarise';
  return schema.test(words) ? 'schema' : 'look-up';
}

/** Arabic is written with and without hamza, short vowels and lengthenings, as people like. */
function folded(text: string): string {
  return text
    .replace(/[\u0640\u064b-\u065f\u0670]/g, '')
    .replace(/[أإآ]/g, 'ا')
    .replaceAll('ة', 'ه')
    .replaceAll('ى', 'ي');
}
