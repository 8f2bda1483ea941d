/** Hidden text of Word files: runs with w:vanish, by themselves or by their style, or in type of a point at most. mammoth reads them like any other. */
import type { DocxParts } from './docx-parts.ts';
import type { HiddenText } from './hidden-text.ts';

const stylesPart = 'word/styles.xml';

/** ECMA-376, 17.3.2.41 (vanish; on unless its value says off) and 17.3.2.38 (sz, in half points). */
const vanish = /<w:vanish(?:\s+w:val="(?:true|1|on)")?\s*\/>/;
const pointSize = /<w:sz w:val="[012]"\s*\/>/;
const shown = /<w:vanish\s+w:val="(?:false|0|off)"\s*\/>/;

/** The same parts without such text; tells `hidden` of each run. */
export function withoutHiddenRuns(parts: DocxParts, hidden: HiddenText): DocxParts {
  const visible = new Map(parts);
  const hiding = hidingIn(Buffer.from(parts.get(stylesPart) ?? []).toString('utf8'));
  for (const [name, bytes] of parts) {
    if (!/^word\/[\w-]+\.xml$/.test(name) || name === stylesPart) continue;
    const xml = Buffer.from(bytes).toString('utf8');
    if (xml.search(hiding) !== -1) visible.set(name, Buffer.from(withoutRuns(xml, hiding, hidden)));
  }
  return visible;
}

/** What hides a run: its own properties, or a character style that does. A style that only inherits it is read: a lost sentence is worse. */
function hidingIn(styles: string): RegExp {
  const ids = [...styles.matchAll(/<w:style (?=[^>]*w:type="character")[^>]*w:styleId="([\w-]+)"[^>]*>([\s\S]*?)<\/w:style>/g)]
    .filter(([, , style = '']) => vanish.test(style))
    .map(([, id]) => id);
  const byStyle = ids.length === 0 ? [] : [`<w:rStyle w:val="(?:${ids.join('|')})"\\s*/>`];
  return new RegExp([vanish.source, pointSize.source, ...byStyle].join('|'), 'g');
}

function withoutRuns(xml: string, hiding: RegExp, hidden: HiddenText): string {
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
      (xml.startsWith('<w:rStyle', index) && shown.test(xml.slice(index, propertiesEnd))) ||
      !/<w:r(?: [^>]*)?>\s*$/.test(xml.slice(Math.max(0, properties - 200), properties))
    )
      continue;
    const run = xml.slice(propertiesEnd, end);
    kept.push(xml.slice(from, propertiesEnd), run.replace(/<w:t(?: [^>]*)?>[^<]*<\/w:t>/g, ''));
    hidden.leaveOut(
      xml.startsWith('<w:sz', index) ? 'without size' : 'marked as hidden',
      [...run.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, text = '']) => text).join(''),
    );
    from = end;
  }
  kept.push(xml.slice(from));
  return kept.join('');
}
