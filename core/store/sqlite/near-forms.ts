/** Which words of a collection may say the same as a word of a question. */
import { nearTerms } from '../../meaning/near-terms.ts';
import type { NearForm } from '../../types.ts';
import { wordLeg } from './invert.ts';
import type { Snapshot } from './snapshot.ts';

// Chosen on paraphrase-handbook and -sample beside the sets of `npm run eval` (test/eval/LOG.md); 12 to 30 are alike.
const mostForms = 20;
const leastLikeness = 0.5;
const power = 1.5;
/** What a near word is worth before its likeness is weighed: more where the word itself is nowhere. */
const worthInsteadOf = 1.3;
const worthBeside = 0.75;
/** What the stemmers take words of an unknown language for (core/text/stem.ts). */
const assumed = 'en';

/** The nearest that the collection holds, nearest first; none in a language without a table of word vectors. */
export function nearForms(snapshot: Snapshot, term: string, language: string): readonly NearForm[] {
  const isHeld = (form: string): boolean => snapshot.postingBytes(wordLeg, form) > 0;
  const worth = isHeld(term) ? worthBeside : worthInsteadOf;
  const forms: NearForm[] = [];
  for (const near of nearTerms(term, language === 'und' ? assumed : language)) {
    if (forms.length >= mostForms || near.likeness < leastLikeness) break;
    if (isHeld(near.term)) forms.push({ term: near.term, share: worth * near.likeness ** power });
  }
  return forms;
}
