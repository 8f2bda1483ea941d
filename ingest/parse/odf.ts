/** OpenDocument texts and presentations: content in order, headers and footers once, slides as pages. */
import { AppError } from '../../core/errors.ts';
import type { FileInput, Parser } from '../../core/ports.ts';
import { firstTitle, requireText, textBuilder } from './builder.ts';
import { addHtml } from './html.ts';
import { contentHtml, hiddenStyles, type OdfContent } from './odf-content.ts';
import { type OfficeParts, readOfficeParts, titleAmong } from './office-parts.ts';
import { nameWithoutExtension } from './text-document.ts';
import { elementsNamed, type XmlElement, type XmlNode, xmlTree } from './xml-tree.ts';
import { beginsLikeZip } from './zip-directory.ts';

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
    const title = firstTitle(titleAmong(parts.get('meta.xml')), builder.firstHeading(), nameWithoutExtension(source));
    const warnings = unread.size === 0 ? [] : [`Not read in it: ${[...unread].join(', ')}.`];
    return { document: requireText(source, builder.build({ title, warnings })), inner: [], refused: [] };
  },
};

/** A heading has to stand before what it heads, wherever its frame lies on the slide. */
function withTitleFirst(slide: XmlElement): XmlElement {
  const isTitle = (child: XmlNode): boolean => typeof child !== 'string' && child.attributes[':class'] === 'title';
  return { ...slide, children: [...slide.children.filter(isTitle), ...slide.children.filter((child) => !isTitle(child))] };
}

function readParts(file: FileInput): OfficeParts {
  const { source } = file;
  const parts = readOfficeParts(file, {
    ...{ kind: 'OpenDocument file', article: 'an', limits, mostEntries, mostPicturesBytes: 0 },
    isProof: (name) => name === 'content.xml',
    isNeeded: (name) => wanted.has(name),
    isPicture: () => false,
  });
  // OpenDocument 1.3, part 2, 3.4: the manifest names what is encrypted.
  if (Buffer.from(parts.get('META-INF/manifest.xml') ?? []).includes('encryption-data')) {
    throw new AppError('file-encrypted', `${source} is protected by a password`, 'Save it without a password and add it again.');
  }
  return parts;
}
