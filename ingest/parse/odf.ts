/** OpenDocument texts and presentations: content in order, headers and footers once, slides as pages. */
import { AppError } from '../../core/errors.ts';
import type { FileInput, Parser } from '../../core/ports.ts';
import { firstTitle, requireText, textBuilder } from './builder.ts';
import { documentTitle } from './docx-parts.ts';
import { addHtml } from './html.ts';
import { contentHtml, hiddenStyles, type OdfContent } from './odf-content.ts';
import { nameWithoutExtension } from './text-document.ts';
import { elementsNamed, type XmlElement, type XmlNode, xmlTree } from './xml-tree.ts';
import { beginsLikeZip, readZipDirectory } from './zip-directory.ts';
import { inflater } from './zip-inflate.ts';

const megabyte = 1024 * 1024;
/** A tree takes about ten times the bytes of its XML; a thousand pages of prose are some 10 MB. */
const limits = { entryBytes: 24 * megabyte, totalBytes: 48 * megabyte, ratio: 200 };
const mostEntries = 10_000;
const wanted = new Set(['content.xml', 'styles.xml', 'meta.xml', 'META-INF/manifest.xml']);

export const odf: Parser = {
  name: 'odf',
  version: 1,
  extensions: ['.odt', '.ott', '.odp', '.otp'],
  matches: beginsLikeZip,
  async parse(file) {
    const { source } = file;
    const parts = readParts(file);
    const treeOf = (name: string): XmlElement => xmlTree(source, parts.get(name) ?? new Uint8Array(0));
    const main = treeOf('content.xml');
    const styles = treeOf('styles.xml');
    const builder = textBuilder(source);
    const unread = new Set<string>();
    const content: OdfContent = { hiddenStyles: hiddenStyles([main, styles]), hidden: builder.hidden, unread };
    const furniture = (name: string): string =>
      [...new Set([...elementsNamed(styles, name)].map((part) => contentHtml(content, part)))].join('');
    await addHtml(builder, furniture('header'));
    for (const body of elementsNamed(main, 'text')) await addHtml(builder, contentHtml(content, body));
    for (const slides of elementsNamed(main, 'presentation')) {
      for (const slide of elementsNamed(slides, 'page')) {
        builder.startPage();
        await addHtml(builder, contentHtml(content, withTitleFirst(slide)));
      }
    }
    await addHtml(builder, furniture('footer'));
    const properties = new Map([['docProps/core.xml', parts.get('meta.xml') ?? new Uint8Array(0)]]);
    const title = firstTitle(documentTitle(properties), builder.firstHeading(), nameWithoutExtension(source));
    const warnings = unread.size === 0 ? [] : [`Not read in it: ${[...unread].join(', ')}.`];
    return { document: requireText(source, builder.build({ title, warnings })), inner: [], refused: [] };
  },
};

/** A heading has to stand before what it heads, wherever its frame lies on the slide. */
function withTitleFirst(slide: XmlElement): XmlElement {
  const isTitle = (child: XmlNode): boolean => typeof child !== 'string' && child.attributes[':class'] === 'title';
  return { ...slide, children: [...slide.children.filter(isTitle), ...slide.children.filter((child) => !isTitle(child))] };
}

function readParts({ source, bytes }: FileInput): ReadonlyMap<string, Uint8Array> {
  if (!beginsLikeZip(bytes)) {
    throw new AppError('file-damaged', `${source} is not an OpenDocument file, although it is named like one`, 'Give it its true ending.');
  }
  const { entries } = readZipDirectory(source, bytes, mostEntries);
  if (!entries.some(({ name }) => name === 'content.xml')) {
    throw new AppError(
      'file-unsupported',
      `${source} holds no OpenDocument file, although it is named like one`,
      'Give it its true ending.',
    );
  }
  const inflate = inflater(limits);
  const parts = new Map<string, Uint8Array>();
  for (const entry of entries) {
    if (!wanted.has(entry.name) || parts.has(entry.name)) continue;
    const result = inflate(entry);
    if (!result.ok) {
      const reason = result.reason.replace(/\.$/, '');
      throw new AppError(
        `file-${result.code}`,
        `${source} cannot be read: ${entry.name} inside it. ${reason}`,
        'Open it in its own program and save it again.',
      );
    }
    parts.set(entry.name, result.bytes);
  }
  // OpenDocument 1.3, part 2, 3.4: the manifest names what is encrypted.
  if (Buffer.from(parts.get('META-INF/manifest.xml') ?? []).includes('encryption-data')) {
    throw new AppError('file-encrypted', `${source} is protected by a password`, 'Save it without a password and add it again.');
  }
  return parts;
}
