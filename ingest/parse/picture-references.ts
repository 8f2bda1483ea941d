/** Pictures that a text shows by the path of their file, as paths inside the collection. Nothing is read or fetched. */
import type { Block, PictureReference } from '../../core/types.ts';
import { isPictureName } from './pictures.ts';

// Four at most are shown for a question (decision 053); an index of a thousand thumbnails tells a model nothing.
export const mostReferences = 200;

/**
 * The source that an address in a document stands for: relative to its folder, inside the collection.
 * Null for addresses of the network or the machine, for those that lead out, and for what is no picture.
 */
export function sourceShown(address: string, from: string): string | null {
  const [path = ''] = address.trim().split(/[?#]/, 1);
  if (path === '' || /^(?:[a-z][a-z\d+.-]*:|\/|\\)/i.test(path) || !isPictureName(path)) return null;
  const folders = from.split('/').slice(0, -1);
  for (const part of decoded(path).replaceAll('\\', '/').split('/')) {
    if (part === '..' && folders.pop() === undefined) return null;
    if (part !== '' && part !== '.' && part !== '..') folders.push(part);
  }
  return folders.join('/').normalize('NFC');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A name with a bare "%" is written as it is.
    return path;
  }
}

/** `![alt](path "title")`, `![alt](<path>)`, `<img src="path">`, and `[label]: path` for `![alt][label]`. */
const inline = /!\[[^\]\n]{0,500}\]\(\s*(?:<([^<>\n]{1,1000})>|([^\s()<>]{1,1000}))/g;
const tag = /<img\s[^<>]{0,1000}?src\s*=\s*(?:"([^"<>]{1,1000})"|'([^'<>]{1,1000})')/gi;
const labelled = /!\[([^\]\n]{0,500})\](?:\[([^\]\n]{0,500})\])?(?!\()/g;
const definition = /^ {0,3}\[([^\]\n]{1,500})\]:[ \t]*(?:<([^<>\n]{1,1000})>|(\S{1,1000}))/gm;

/** The pictures that the blocks of a Markdown text show, in order; code shows none. */
export function markdownPictures(text: string, blocks: readonly Block[], from: string): readonly PictureReference[] {
  if (!/!\[|<img/i.test(text)) return [];
  const labels = new Map([...text.matchAll(definition)].map(([, label = '', bracketed, bare]) => [named(label), bracketed ?? bare ?? '']));
  const found = blocks.flatMap(({ kind, span }) => {
    if (kind === 'code') return [];
    const content = text.slice(span.start, span.end);
    const addresses = [
      ...[...content.matchAll(inline)].map((match) => [match.index, match[1] ?? match[2] ?? ''] as const),
      ...[...content.matchAll(tag)].map((match) => [match.index, match[1] ?? match[2] ?? ''] as const),
      ...[...content.matchAll(labelled)].map((match) => [match.index, labels.get(named(match[2] || match[1] || '')) ?? ''] as const),
    ];
    const sources = addresses.sort(([one], [other]) => one - other).map(([, address]) => sourceShown(address, from));
    return [...new Set(sources)].flatMap((source) => (source === null ? [] : [{ span, source }]));
  });
  return found.slice(0, mostReferences);
}

const named = (label: string): string => label.trim().replace(/\s+/g, ' ').toLowerCase();
