/** Hidden text of Word files: runs with w:vanish, or in type of a point at most. mammoth reads them like any other. */
import type { DocxParts } from './docx-parts.ts';
import type { HiddenText } from './hidden-text.ts';

/** ECMA-376, 17.3.2.41 (vanish; on unless its value says off) and 17.3.2.38 (sz, in half points). */
const hiding = /<w:vanish(?:\s+w:val="(?:true|1|on)")?\s*\/>|<w:sz w:val="[012]"\s*\/>/g;

/** The same parts without such text; tells `hidden` of each run. */
export function withoutHiddenRuns(parts: DocxParts, hidden: HiddenText): DocxParts {
  const visible = new Map(parts);
  for (const [name, bytes] of parts) {
    if (!/^word\/[\w-]+\.xml$/.test(name) || name === 'word/styles.xml') continue;
    const xml = Buffer.from(bytes).toString('utf8');
    if (xml.search(hiding) !== -1) visible.set(name, Buffer.from(withoutRuns(xml, hidden)));
  }
  return visible;
}

function withoutRuns(xml: string, hidden: HiddenText): string {
  const kept: string[] = [];
  let from = 0;
  for (const { index } of xml.matchAll(hiding)) {
    const properties = xml.lastIndexOf('<w:rPr', index);
    const end = xml.indexOf('</w:r>', index);
    const propertiesEnd = xml.indexOf('</w:rPr>', index);
    // Properties of a paragraph's mark, and of styles, stand in no run.
    if (
      end === -1 ||
      propertiesEnd === -1 ||
      propertiesEnd > end ||
      index < from ||
      !/<w:r(?: [^>]*)?>\s*$/.test(xml.slice(Math.max(0, properties - 200), properties))
    )
      continue;
    const run = xml.slice(propertiesEnd, end);
    kept.push(xml.slice(from, propertiesEnd), run.replace(/<w:t(?: [^>]*)?>[^<]*<\/w:t>/g, ''));
    hidden.leaveOut(
      xml[index + 3] === 'v' ? 'marked as hidden' : 'without size',
      [...run.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, text = '']) => text).join(''),
    );
    from = end;
  }
  kept.push(xml.slice(from));
  return kept.join('');
}
