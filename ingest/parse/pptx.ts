/** PowerPoint: slides in the order of the show, each a page; titles as headings, lists, tables, alt texts, notes and comments. */
import { AppError } from '../../core/errors.ts';
import type { Parser } from '../../core/ports.ts';
import { firstTitle, requireText, textBuilder } from './builder.ts';
import { addHtml } from './html.ts';
import { type OfficeParts, titleAmong } from './office-parts.ts';
import { oleFile } from './ole.ts';
import { readPptxParts, relationsOf } from './pptx-parts.ts';
import { commentsHtml, notesHtml, slideHtml } from './pptx-slide.ts';
import { nameWithoutExtension } from './text-document.ts';
import { childNamed, elementsNamed, xmlTree } from './xml-tree.ts';
import { beginsLikeZip } from './zip-directory.ts';

const mainPart = 'ppt/presentation.xml';

export const pptx: Parser = {
  name: 'pptx',
  version: 1,
  extensions: ['.pptx', '.pptm', '.ppsx', '.ppsm', '.potx', '.potm'],
  matches: beginsLikeZip,
  async parse(file) {
    if (oleFile.matches(file.bytes)) return oleFile.parse(file);
    const { source } = file;
    const parts = readPptxParts(file);
    const builder = textBuilder(source);
    const warnings: string[] = [];
    for (const [index, name] of slideNames(source, parts).entries()) {
      const slide = `Slide ${index + 1}`;
      builder.startPage();
      const bytes = parts.get(name);
      if (bytes === undefined) {
        warnings.push(`${slide} is missing in the file.`);
        continue;
      }
      const tree = xmlTree(source, bytes);
      if (['0', 'false'].includes(childNamed(tree, 'sld')?.attributes.show ?? '')) {
        warnings.push(`${slide} is hidden when the slides are shown; it was read.`);
      }
      const { html, unread } = slideHtml(tree, relationsOf(source, parts, name), parts, builder.hidden);
      for (const what of unread) warnings.push(`${slide} holds ${what}, which is not read.`);
      const others = [...relationsOf(source, parts, name).values()];
      const notes = others.flatMap(({ type, target }) => (type === 'notesSlide' ? [notesHtml(source, parts.get(target))] : []));
      const comments = others.flatMap(({ type, target }) => (type === 'comments' ? [commentsHtml(source, parts.get(target))] : []));
      await addHtml(builder, [html, ...notes, ...comments].join(''));
    }
    const title = firstTitle(titleAmong(parts.get('docProps/core.xml')), builder.firstHeading(), nameWithoutExtension(source));
    return { document: requireText(source, builder.build({ title, warnings })), inner: [], refused: [] };
  },
};

/** The parts of the slides in the order of the show, which is not that of their names. */
function slideNames(source: string, parts: OfficeParts): readonly string[] {
  const relations = relationsOf(source, parts, mainPart);
  const main = parts.get(mainPart);
  if (main === undefined)
    throw new AppError('file-damaged', `${source} has no list of its slides`, 'Open it in its own program and save it again.');
  const ids = [...elementsNamed(xmlTree(source, main), 'sldId')].map(({ attributes }) => attributes[':id'] ?? '');
  return ids.map((id) => relations.get(id)?.target ?? id);
}
