/**
 * Words of everyday speech that say little of what is looked for: "how many times is a call *tried*", "what *keeps* it from
 * *getting* through". Stop words are in every text; these are rare in code and manuals, where a search would take them for the
 * very word that tells one place from another.
 */

// Verbs of everything, and words for anything. Not adjectives of size ("how large may it be" is about size), nor words with a
// meaning of their own in an office or a program: leave, help, work, show, begin, stop, first, last. Measured in test/eval/LOG.md.
const english = `take takes taking taken took give gives given giving gave go goes going gone went come comes coming came
get gets getting got gotten make makes making made say says saying said tell tells telling told know knows known knew
think thinks thought see sees seeing seen saw look looks looking looked find finds finding found keep keeps keeping kept
put puts putting let lets letting seem seems seemed become becomes became mean means meant happen happens happened happening
arrive arrives arrived bring brings brought turn turns turned want wants wanted need needs needed try tries trying tried
use uses used using hold holds held stay stays stayed decide decides decided allow allows allowed permit permits permitted
able possible thing things something anything everything nothing way ways kind kinds sort sorts
person people someone somebody anyone anybody everyone everybody together apart away already yet still even ever never always
often sometimes just quite rather almost instead else elsewhere somewhere anywhere everywhere really actually exactly currently
well better best good`;

const words: ReadonlySet<string> = new Set(english.split(/\s+/));

/** A word in lower case, as written in a question. English only: other languages have no such list yet. */
export function isEveryday(word: string, language: string): boolean {
  return (language === 'en' || language === 'und') && words.has(word);
}
