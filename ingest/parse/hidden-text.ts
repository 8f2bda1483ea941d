/**
 * Text that a file holds and its reader does not see. It is left out of the canonical text, so that it is neither found
 * nor quoted nor given to a model, and the document says how much was left out and how it begins (decision 082).
 */

export type Hiding =
  | 'not displayed'
  | 'marked as hidden'
  | 'without size'
  | 'off the page'
  | 'in the colour of its background'
  | 'of invisible characters';

export interface HiddenText {
  leaveOut(how: Hiding, text: string): void;
  /** One sentence, or none. */
  warnings(): readonly string[];
}

/** Enough to tell an order to a model from the menu of a page. */
const sampleLength = 60;

export function hiddenText(): HiddenText {
  const ways = new Set<Hiding>();
  let passages = 0;
  let characters = 0;
  let sample = '';
  return {
    leaveOut(how, text) {
      const words = text.replace(/[\p{C}\s]+/gu, ' ').trim();
      if (words === '' && how !== 'of invisible characters') return;
      ways.add(how);
      passages += 1;
      characters += how === 'of invisible characters' ? Array.from(text).length : words.length;
      if (sample === '') sample = Array.from(words).slice(0, sampleLength).join('');
    },
    warnings() {
      if (passages === 0) return [];
      const what = `${passages} hidden ${passages === 1 ? 'passage was' : 'passages were'} left out, ${characters} characters (${[...ways].join(', ')})`;
      return [sample === '' ? `${what}.` : `${what}: it begins "${sample}".`];
    },
  };
}

/**
 * Runs that show nothing, or turn round what is shown, and that no script needs: tag characters (an alphabet that cannot
 * be seen; flags of regions end in a few), variation selectors in a row, zero-width characters in a row (one alone joins
 * or parts letters), overrides of the direction and more marks of direction in a row than any layout takes.
 */
const invisible =
  /[\u{e0000}-\u{e007f}]+|[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{3,}|[\u200b-\u200d\u2060-\u2064\u180e\ufeff]{4,}|[\u202d\u202e]|[\u202a-\u202e\u2066-\u2069]{4,}/gu;
/** Any code unit of them: looked for first, because a class of code points costs six times as much. U+DB40 begins all of plane 14. */
const suspicious = /[\ufe00-\ufe0f]|[\u180e\u200b-\u200d\u202a-\u202e\u2060-\u2069\ufeff\udb40]/;
const flag = 0x1f3f4;
/** A flag of a region is spelled with up to six tags and the one that ends it. */
const mostFlagTags = 7;

/** The text without such runs; tells `hidden` of each. */
export function withoutInvisible(text: string, hidden: HiddenText): string {
  if (!suspicious.test(text)) return text;
  return text.replace(invisible, (run: string, at: number) => {
    const tags = Array.from(run);
    if (tags.length <= mostFlagTags && text.codePointAt(at - 2) === flag) return run;
    hidden.leaveOut('of invisible characters', spelled(tags));
    return '';
  });
}

/** Tag characters are ASCII moved up: what they say is the sample a person should see. */
function spelled(run: readonly string[]): string {
  return run
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      return code > 0xe0020 && code < 0xe007f ? String.fromCharCode(code - 0xe0000) : character;
    })
    .join('');
}
