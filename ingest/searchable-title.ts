/** What a document is called, for the word index: people look for a file by its name, whatever its first heading says. */
import { nameWithoutExtension } from './parse/text-document.ts';

/**
 * The title with those words of the path that it does not hold. Where the path is the title, as in source code, the name of
 * the file counts twice: `lib/reply.js` is about replies, and hardly about a library.
 */
export function searchableTitle(title: string, source: string): string {
  if (title === source) return `${nameWithoutExtension(source)} ${source}`;
  const known = new Set(wordsOf(title.toLowerCase()));
  const folder = source.slice(0, source.lastIndexOf('/') + 1);
  const fresh = wordsOf(`${nameWithoutExtension(source)} ${folder}`).filter((word) => !known.has(word.toLowerCase()));
  return [title, ...fresh].join(' ');
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
