/** OpenDocument content (OpenDocument 1.3, part 3) as HTML for the walker. */
import type { HiddenText } from './hidden-text.ts';
import { elementsNamed, escapedText, plainText, type XmlElement } from './xml-tree.ts';

export interface OdfContent {
  readonly hiddenStyles: ReadonlySet<string>;
  readonly hidden: HiddenText;
  /** What the content holds and nobody reads, as in "pictures". */
  readonly unread: Set<string>;
}

/** Deleted text, lists of variables and the recipes of indexes are nothing that a reader sees. */
const skipped = new Set(
  'tracked-changes forms sequence-decls variable-decls user-field-decls table-of-content-source covered-table-cell script event-listeners'.split(
    ' ',
  ),
);

/** Names of the styles that hide their text (20.416, `text:display`). */
export function hiddenStyles(trees: readonly XmlElement[]): ReadonlySet<string> {
  const styles = trees.flatMap((tree) => [...elementsNamed(tree, 'style')]);
  const isHiding = (style: XmlElement): boolean =>
    [...elementsNamed(style, 'text-properties')].some(({ attributes }) => attributes[':display'] === 'none');
  return new Set(styles.filter(isHiding).map(({ attributes }) => attributes[':name'] ?? ''));
}

/** Everything under an element, notes and comments after it. */
export function contentHtml(content: OdfContent, root: XmlElement): string {
  const after: string[] = [];
  const inside = (element: XmlElement): string =>
    element.children.map((child) => (typeof child === 'string' ? escapedText(child) : html(child))).join('');
  const paragraphs = (element: XmlElement): string => [...elementsNamed(element, 'p')].map(inside).join(' ');
  // Only in a frame are these alternative texts; in a paragraph a `title` is a field.
  const withDescriptions = (frame: XmlElement): string =>
    frame.children
      .map((child) =>
        typeof child === 'string' ? '' : child.name === 'title' || child.name === 'desc' ? `<p>${inside(child)}</p>` : html(child),
      )
      .join('');
  function html(element: XmlElement): string {
    const { name, attributes } = element;
    if (skipped.has(name)) return '';
    if (attributes[':display'] === 'none' || content.hiddenStyles.has(attributes[':style-name'] ?? '')) {
      content.hidden.leaveOut('marked as hidden', plainText(element));
      return '';
    }
    switch (name) {
      case 'h': {
        const depth = Math.min(6, Math.max(1, Number(attributes[':outline-level'] ?? 1) || 1));
        return `<h${depth}>${inside(element)}</h${depth}>`;
      }
      case 'p':
        return `<p>${inside(element)}</p>`;
      case 'list':
        return `<ul>${inside(element)}</ul>`;
      case 'list-item':
      case 'list-header':
        return `<li>${inside(element)}</li>`;
      case 'table':
        return `<table>${inside(element)}</table>`;
      case 'table-header-rows':
        return `<thead>${inside(element)}</thead>`;
      case 'table-row':
        return `<tr>${inside(element)}</tr>`.repeat(timesOf(attributes[':number-rows-repeated'], element));
      case 'table-cell': {
        const spans = `${span('colspan', attributes[':number-columns-spanned'])}${span('rowspan', attributes[':number-rows-spanned'])}`;
        return `<td${spans}>${inside(element)}</td>`.repeat(timesOf(attributes[':number-columns-repeated'], element));
      }
      case 's':
      case 'tab':
        return ' ';
      case 'line-break':
        return '<br>';
      case 'note': {
        const mark = [...elementsNamed(element, 'note-citation')].map(plainText).join('');
        const body = [...elementsNamed(element, 'note-body')].map(paragraphs).join(' ');
        after.push(`<p>[${escapedText(mark)}] ${body}</p>`);
        return `<sup>[${escapedText(mark)}]</sup>`;
      }
      case 'annotation':
        after.push(`<p>Comment: ${paragraphs(element)}</p>`);
        return '';
      case 'notes':
        after.push(`<p>Notes: ${paragraphs(element)}</p>`);
        return '';
      case 'object':
      case 'object-ole':
        content.unread.add('charts, formulas or other objects');
        return '';
      case 'image':
        content.unread.add('pictures');
        return '';
      case 'frame':
        return attributes[':class'] === 'title' ? `<h1>${paragraphs(element)}</h1>` : withDescriptions(element);
      default:
        return inside(element);
    }
  }
  return inside(root) + after.filter((text) => !/^<p>Notes: <\/p>$/.test(text)).join('');
}

// A table of a text or a slide is no sheet: wider or longer runs are filling, or an attack.
const mostRepeats = 64;

/** Equal neighbours are written once with their number; without them the cells behind stand under other heads (19.675, 19.677). */
function timesOf(written: string | undefined, element: XmlElement): number {
  const times = /^\d{1,9}$/.test(written ?? '') ? Math.max(1, Number(written)) : 1;
  return times <= mostRepeats ? times : plainText(element).trim() === '' ? 1 : mostRepeats;
}

function span(name: string, count: string | undefined): string {
  return /^\d{1,4}$/.test(count ?? '') ? ` ${name}="${count}"` : '';
}
