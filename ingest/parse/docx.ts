/** Word documents: mammoth makes HTML of them, the HTML walker makes blocks of that. */
import { AppError } from '../../core/errors.ts';
import type { Parser } from '../../core/ports.ts';
import { firstTitle, requireText, type TextBuilder, textBuilder } from './builder.ts';
import { withoutHiddenRuns } from './docx-hidden.ts';
import { asMainPart, type DocxParts, pageFurniture, readDocxParts } from './docx-parts.ts';
import { addHtml } from './html.ts';
import { titleAmong } from './office-parts.ts';
import { oleFile } from './ole.ts';
import { nameWithoutExtension } from './text-document.ts';
import { beginsLikeZip } from './zip-directory.ts';

/** mammoth knows the heading styles by itself, but neither the title nor comments. */
const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='Code'] => pre:separator('\n')",
  "p[style-name='HTML Preformatted'] => pre:separator('\n')",
  'comment-reference => sup',
];

export const docx: Parser = {
  name: 'docx',
  version: 4,
  extensions: ['.docx', '.docm', '.dotx', '.dotm'],
  matches: beginsLikeZip,
  async parse(file) {
    if (oleFile.matches(file.bytes)) return oleFile.parse(file);
    const builder = textBuilder();
    const parts = withoutHiddenRuns(readDocxParts(file), builder.hidden);
    const { header, footer } = pageFurniture(parts);
    for (const text of header) await addPart(builder, file.source, asMainPart(parts, text));
    await addPart(builder, file.source, parts);
    for (const text of footer) await addPart(builder, file.source, asMainPart(parts, text));
    const title = firstTitle(titleAmong(parts.get('docProps/core.xml')), builder.firstHeading(), nameWithoutExtension(file.source));
    return { document: requireText(file.source, builder.build({ title })), inner: [], refused: [] };
  },
};

async function addPart(builder: TextBuilder, source: string, parts: DocxParts): Promise<void> {
  const [{ default: mammoth }, { zipSync }] = await Promise.all([import('mammoth'), import('fflate')]);
  // Packed anew from what was unpacked under limits, so that mammoth's own ZIP reader meets no bomb and no other reading.
  const buffer = Buffer.from(zipSync(Object.fromEntries(parts), { level: 0 }));
  const convertImage = mammoth.images.imgElement(async (image) => {
    try {
      return { src: `data:${image.contentType};base64,${await image.read('base64')}` };
    } catch {
      // It was left out of the parts: linked from outside, too large, or nothing that can be seen.
      return { src: '' };
    }
  });
  try {
    const { value } = await mammoth.convertToHtml({ buffer }, { styleMap, convertImage, externalFileAccess: false });
    await addHtml(builder, readableHtml(value));
  } catch (cause) {
    throw new AppError(
      'file-damaged',
      `${source} is a damaged Word document`,
      'Open it in a word processor and save it again as DOCX.',
      cause,
    );
  }
}

/** Marks that mean something to a reader of the page only: back links of notes go, check boxes become characters. */
function readableHtml(value: string): string {
  return value
    .replace(/ ?<a href="#(?:foot|end)note-ref-[^"]*">↑<\/a>/g, '')
    .replace(/ ?<a href="#comment-ref-[^"]*">↑<\/a>/g, '')
    .replace(/<input type="checkbox" checked="checked" ?\/>/g, '☒')
    .replace(/<input type="checkbox" ?\/>/g, '☐');
}
