import type { Citation } from '../../core/types.ts';
import type { Answer } from '../api/wire.ts';
import type { Words } from '../words/en.ts';
import { placeWords } from '../words/place.ts';

/** The answer for a letter or a note: its words, then each citation with its quote and place. */
export function answerAsText(answer: Answer, words: Words): string {
  const sources = answer.citations.map((citation) => `[${citation.number}] ${citationAsText(citation, words)}`);
  const parts = sources.length === 0 ? [answer.text] : [answer.text, `${words.desk.sources}:\n${sources.join('\n')}`];
  return parts.join('\n\n');
}

/** One quote with where it stands. */
export function citationAsText(citation: Citation, words: Words): string {
  const where = [citation.source, ...placeWords(citation.place, words)].join(', ');
  const doubt = citation.status === 'rejected' ? ` (${words.citation.unverified})` : '';
  const quote = citation.quote.replace(/\s+/g, ' ').trim();
  return quote === '' ? `${where}${doubt}` : `${where}: “${quote}”${doubt}`;
}
