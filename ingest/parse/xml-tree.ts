/**
 * Office XML as a tree of plain values. Entities are never expanded (but the five of XML itself and characters by number), a
 * document type is passed over, nothing is loaded: there is nothing for a "billion laughs" to multiply.
 */
import { AppError } from '../../core/errors.ts';

export interface XmlElement {
  /** Without its namespace prefix: programs choose prefixes as they like. */
  readonly name: string;
  /** Without its prefix, but with the colon: `id` is "id" and `r:id` is ":id". */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}
export type XmlNode = XmlElement | string;

interface OpenElement extends XmlElement {
  readonly children: XmlNode[];
}

/** Office programs nest groups and tables some tens deep; what walks the tree calls itself at each level. */
const mostDepth = 256;
const wholeTag = /<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>/y;
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** @throws AppError file-damaged when elements do not close, file-suspicious when they are nested beyond any use. */
export function xmlTree(source: string, bytes: Uint8Array): XmlElement {
  const text = decoded(bytes);
  const root: OpenElement = { name: '', attributes: {}, children: [] };
  const open: OpenElement[] = [root];
  let at = 0;
  while (at < text.length) {
    const top = open.at(-1) ?? root;
    const tag = text.indexOf('<', at);
    if (tag > at || tag === -1) top.children.push(withoutEntities(text.slice(at, tag === -1 ? text.length : tag)));
    if (tag === -1) break;
    const end = endOfMarkup(text, tag);
    if (end === -1) throw damaged(source);
    at = end;
    if (text.startsWith('<![CDATA[', tag)) top.children.push(text.slice(tag + 9, end - 3));
    else if (text[tag + 1] === '/') {
      if (open.length === 1 || localName(text.slice(tag + 2, end - 1).trim()) !== top.name) throw damaged(source);
      open.pop();
    } else if (text[tag + 1] !== '!' && text[tag + 1] !== '?') {
      const element = elementOf(text.slice(tag + 1, end - 1));
      top.children.push(element);
      if (text[end - 2] !== '/') open.push(element);
      if (open.length > mostDepth) throw tooDeep(source);
    }
  }
  if (open.length > 1) throw damaged(source);
  return root;
}

/** The elements of one name under another, at any depth, in document order. */
export function* elementsNamed(root: XmlElement, name: string): Generator<XmlElement> {
  for (const child of root.children) {
    if (typeof child === 'string') continue;
    if (child.name === name) yield child;
    yield* elementsNamed(child, name);
  }
}

/** The first child element of that name. */
export function childNamed(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return parent?.children.find((child): child is XmlElement => typeof child !== 'string' && child.name === name);
}

/** The words of an element without its markup. */
export function plainText(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : plainText(child))).join('');
}

/** Text for the HTML that is made of a tree. */
export function escapedText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function endOfMarkup(text: string, tag: number): number {
  const after = (mark: string, from: number): number => {
    const found = text.indexOf(mark, from);
    return found === -1 ? -1 : found + mark.length;
  };
  if (text.startsWith('<!--', tag)) return after('-->', tag + 4);
  if (text.startsWith('<![CDATA[', tag)) return after(']]>', tag + 9);
  if (text.startsWith('<?', tag)) return after('?>', tag + 2);
  // XML 1.0, 2.8: declarations of entities stand in brackets inside the document type.
  if (text.startsWith('<!', tag)) {
    const end = after('>', tag);
    const bracket = text.indexOf('[', tag);
    return bracket !== -1 && bracket < end ? after('>', after(']', bracket)) : end;
  }
  // A value in quotes may hold a ">".
  wholeTag.lastIndex = tag;
  return wholeTag.test(text) ? wholeTag.lastIndex : -1;
}

function elementOf(tag: string): OpenElement {
  const attributes: Record<string, string> = {};
  for (const [, name = '', double, single = ''] of tag.matchAll(/\s([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    attributes[name.slice(Math.max(0, name.indexOf(':')))] = withoutEntities(double ?? single);
  }
  return { name: localName(/^[^\s/>]*/.exec(tag)?.[0] ?? ''), attributes, children: [] };
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function withoutEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi,
    (entity, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? entity;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    },
  );
}

/** XML 1.0, appendix F: UTF-8 unless a byte order mark says UTF-16. */
function decoded(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

function damaged(source: string): AppError {
  return new AppError(
    'file-damaged',
    `${source} is damaged: the XML inside it breaks off`,
    'Open it in its own program and save it again.',
  );
}

function tooDeep(source: string): AppError {
  return new AppError(
    'file-suspicious',
    `${source} nests more than ${mostDepth} elements in one another, as only hostile files do`,
    'Check where it comes from, or save it as PDF.',
  );
}
