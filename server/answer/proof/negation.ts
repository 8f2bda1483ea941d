/** Tells whether a sentence denies something, in the languages of the stop lists we know best. */

const hard: ReadonlySet<string> = new Set(
  `no not never none nobody nothing neither nor cannot without nowhere
nicht kein keine keinen keiner keinem keines nie niemals niemand nichts ohne weder
ne pas jamais aucun aucune rien personne sans ni
nunca ningún ninguna ninguno nada nadie sin tampoco jamás
non não nem nenhum nenhuma senza nessun nessuno nessuna mai
не нет ни никогда никто ничего без
değil yok hiç olmadan
نہیں نہ مت بغیر کبھی
لا لم لن ليس ليست غير بدون دون
नहीं न मत बिना`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

// These deny without a word of denial; a text that holds one may stand for either side.
const soft =
  /\b(?:prohibit|forbid|forbad|ban(?:s|ned)\b|refus|fail|lack|unable|impossible|illegal|invalid|ineligible|exempt|exclu|except|den(?:y|ies|ied)|disallow|prevent|unless|only|rarely|hardly|un(?:available|supported|paid|authori|known|answer)|verboten|untersag|unzulässig|außer|interdi|prohib|imposible|excepto)/iu;

// Phrases that hold a word of denial and deny nothing.
const idle =
  /\b(?:no (?:more|less|fewer|later|earlier|longer|sooner) than|not (?:more|less|fewer|later|earlier|longer|exceed\w*|only)|nicht (?:mehr|weniger|später|länger|nur)|pas plus|no más|whether or not|if not|no\.\s?\d+)\b/giu;

function words(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}]+(?:['\u2019]t\b)?/gu) ?? [];
}

/** True when the text denies. */
export function denies(text: string): boolean {
  return words(text.replace(idle, ' ')).some((word) => hard.has(word) || /n['\u2019]t$/u.test(word));
}

/** True when the text denies in other words: "is prohibited", "unless", "only". */
export function deniesSoftly(text: string): boolean {
  return soft.test(text);
}

/** The clause of a sentence that shares most words with the claim: a denial elsewhere is about something else. */
export function nearestClause(sentence: string, shares: (clause: string) => number): string {
  const clauses = sentence.split(
    /[,;:()\u2014\u2013\u060c\u061b\uff0c\u3001]|\s-\s|\b(?:but|although|while|whereas|aber|jedoch|mais|pero)\b/iu,
  );
  let best = sentence;
  let most = 0;
  for (const clause of clauses) {
    const shared = shares(clause);
    if (shared > most) [best, most] = [clause, shared];
  }
  return best;
}
