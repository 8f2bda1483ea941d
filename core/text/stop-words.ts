/** Words that carry no topic. They are dropped from questions, never from documents. */
import { createRequire } from 'node:module';
import { normalise } from './normalise.ts';

// English is our own list: stopwords-iso holds 1,298 entries, "system", "order", "computer" and "page" among them,
// which are content words in an office. The classic function words plus the verbs and frames of questions.
const english = `a about above after again against all also am an and any are aren't as at be because been before being below
between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each few for from further
had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself him himself his how how's however i i'd
i'll i'm i've if in into is isn't it it's its itself let's many may me might more most much must my myself no nor not of off on
once only or other ought our ours ourselves out over own please same shall shan't she she'd she'll she's should shouldn't so some
such tell than that that's the their theirs them themselves then there there's these they they'd they'll they're they've this
those through to too under until up upon us very was wasn't we we'd we'll we're we've were weren't what what's when when's where
where's whether which while who who's whom whose why why's will with within without won't would wouldn't you you'd you'll you're
you've your yours yourself yourselves s t d ll m re ve don didn doesn isn aren wasn weren hasn haven hadn won wouldn couldn
shouldn`;

const loaded = new Map<string, ReadonlySet<string>>();
let packaged: Readonly<Record<string, readonly string[]>> | null = null;

/** The stop words of an ISO 639-1 language, normalised; English when the language is unknown. */
export function stopWords(language: string): ReadonlySet<string> {
  const known = loaded.get(language);
  if (known !== undefined) return known;
  const words = new Set(listOf(language).map((word) => normalise(word).toLowerCase()));
  loaded.set(language, words);
  return words;
}

function listOf(language: string): readonly string[] {
  if (language === 'en' || language === 'und') return english.split(/[\s']+/);
  // 200 kB of JSON: read only when a collection holds another language than English.
  packaged ??= createRequire(import.meta.url)('stopwords-iso') as Readonly<Record<string, readonly string[]>>;
  return packaged[language] ?? [];
}
