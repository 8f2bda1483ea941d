/** One slide as HTML for the walker: what a shape is in DrawingML (ECMA-376, parts 19 and 21) becomes what it is to a reader. */
import type { HiddenText } from './hidden-text.ts';
import type { OfficeParts } from './office-parts.ts';
import { pictureAddress } from './pictures.ts';
import type { Relation } from './pptx-parts.ts';
import { childNamed, elementsNamed, escapedText, plainText, type XmlElement, xmlTree } from './xml-tree.ts';

interface Slide {
  readonly relations: ReadonlyMap<string, Relation>;
  readonly parts: OfficeParts;
  readonly hidden: HiddenText;
  readonly titles: string[];
  readonly shapes: string[];
  readonly unread: Set<string>;
}

/** The slide's title first, wherever it lies in the stack of shapes, then the shapes from the back to the front. */
export function slideHtml(
  tree: XmlElement,
  relations: ReadonlyMap<string, Relation>,
  parts: OfficeParts,
  hidden: HiddenText,
): { readonly html: string; readonly unread: ReadonlySet<string> } {
  const slide: Slide = { relations, parts, hidden, titles: [], shapes: [], unread: new Set() };
  for (const shapes of elementsNamed(tree, 'spTree')) addShapes(slide, shapes);
  return { html: [...slide.titles, ...slide.shapes].join(''), unread: slide.unread };
}

/** What the speaker wrote under a slide; the slide's number and picture stand on that page too. */
export function notesHtml(source: string, bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return '';
  const bodies = [...elementsNamed(xmlTree(source, bytes), 'sp')].filter((shape) => placeholderOf(shape) === 'body');
  return bodies.map((shape) => labelled('Notes', paragraphsOf(shape).map(textOf))).join('');
}

/** Comments of both kinds: `p:text` of the older ones, paragraphs of the newer ones. */
export function commentsHtml(source: string, bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return '';
  const comments = [...elementsNamed(xmlTree(source, bytes), 'cm')];
  return comments
    .map((comment) => labelled('Comment', [...[...elementsNamed(comment, 'text')].map(plainText), ...paragraphsOf(comment).map(textOf)]))
    .join('');
}

function labelled(label: string, paragraphs: readonly string[]): string {
  const kept = paragraphs.filter((text) => text.trim() !== '');
  return kept.map((text, index) => `<p>${index === 0 ? `${label}: ` : ''}${text}</p>`).join('');
}

function addShapes(slide: Slide, parent: XmlElement): void {
  for (const child of parent.children) {
    if (typeof child === 'string') continue;
    // The other form of the same shape, for programs that do not know the first.
    if (child.name === 'Fallback') continue;
    const properties = drawingProperties(child);
    if (properties?.hidden === '1' || properties?.hidden === 'true')
      slide.hidden.leaveOut('marked as hidden', paragraphsOf(child).map(plainText).join(' '));
    else if (child.name === 'sp' || child.name === 'cxnSp') addTextShape(slide, child);
    else if (child.name === 'pic') slide.shapes.push(pictureHtml(slide, child));
    else if (child.name === 'graphicFrame') addFrame(slide, child);
    else addShapes(slide, child);
  }
}

/** Name, alternative text and visibility: the first grandchild of every shape (`nvSpPr/cNvPr`, `nvPicPr/cNvPr`). */
function drawingProperties(shape: XmlElement): Readonly<Record<string, string>> | undefined {
  for (const child of shape.children) {
    const found = typeof child === 'string' ? undefined : childNamed(child, 'cNvPr');
    if (found !== undefined) return found.attributes;
  }
  return undefined;
}

/** The role of a shape in its layout: "title", "body", "sldNum"; null for a box that somebody drew. */
function placeholderOf(shape: XmlElement): string | null {
  for (const { attributes } of elementsNamed(shape, 'ph')) return attributes.type ?? 'obj';
  return null;
}

function addTextShape(slide: Slide, shape: XmlElement): void {
  const role = placeholderOf(shape);
  const paragraphs = paragraphsOf(shape);
  // The number is the page's own, and not what the slide says.
  if (role === 'sldNum') return;
  if (role === 'title' || role === 'ctrTitle') slide.titles.push(`<h1>${paragraphs.map(textOf).join(' ')}</h1>`);
  else slide.shapes.push(paragraphsHtml(paragraphs, role === 'body' || role === 'obj'));
}

/** Paragraphs and lists; in the boxes of a layout a paragraph is an item unless it says otherwise. */
function paragraphsHtml(paragraphs: readonly XmlElement[], areItems: boolean): string {
  let depth = 0;
  const html = paragraphs.map((paragraph) => {
    const properties = childNamed(paragraph, 'pPr');
    const has = (name: string): boolean => childNamed(properties, name) !== undefined;
    const isItem = !has('buNone') && (areItems || has('buChar') || has('buAutoNum') || has('buBlip'));
    const text = textOf(paragraph);
    if (text.trim() === '') return '';
    // ECMA-376, 21.1.2.2.7: levels are 0 to 8.
    const wanted = isItem ? Math.min(8, Number(properties?.attributes.lvl ?? 0) || 0) + 1 : 0;
    const steps = wanted > depth ? '<ul>'.repeat(wanted - depth) : '</ul>'.repeat(depth - wanted);
    depth = wanted;
    return `${steps}${isItem ? `<li>${text}</li>` : `<p>${text}</p>`}`;
  });
  return `<div>${html.join('')}${'</ul>'.repeat(depth)}</div>`;
}

function addFrame(slide: Slide, frame: XmlElement): void {
  const tables = [...elementsNamed(frame, 'tbl')];
  slide.shapes.push(...tables.map(tableHtml));
  const description = drawingProperties(frame)?.descr ?? '';
  if (description !== '') slide.shapes.push(`<p>${escapedText(description)}</p>`);
  for (const { attributes } of elementsNamed(frame, 'graphicData')) {
    const kind = (attributes.uri ?? '').slice((attributes.uri ?? '').lastIndexOf('/') + 1);
    if (kind !== 'table') slide.unread.add(unreadKinds[kind] ?? 'an object of another program');
  }
}

const unreadKinds: Readonly<Record<string, string>> = { chart: 'a chart', chartex: 'a chart', diagram: 'a diagram (SmartArt)' };

function tableHtml(table: XmlElement): string {
  const hasHead = ['1', 'true'].includes(childNamed(table, 'tblPr')?.attributes.firstRow ?? '');
  const rows = [...elementsNamed(table, 'tr')].map((row, index) => {
    const cells = [...elementsNamed(row, 'tc')].filter(({ attributes }) => !isMerged(attributes.hMerge) && !isMerged(attributes.vMerge));
    const name = hasHead && index === 0 ? 'th' : 'td';
    return `<tr>${cells.map((cell) => `<${name}${spans(cell)}>${paragraphsOf(cell).map(textOf).join('<br>')}</${name}>`).join('')}</tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}

/** A cell that another one covers. */
const isMerged = (value: string | undefined): boolean => value === '1' || value === 'true';

function spans({ attributes: { gridSpan, rowSpan } }: XmlElement): string {
  const span = (name: string, count: string | undefined): string => (/^\d{1,4}$/.test(count ?? '') ? ` ${name}="${count}"` : '');
  return span('colspan', gridSpan) + span('rowspan', rowSpan);
}

/** The alternative text stands as text of its own: it says what those who made the slide see in it. */
function pictureHtml({ relations, parts }: Slide, shape: XmlElement): string {
  const [blip] = elementsNamed(shape, 'blip');
  const target = relations.get(blip?.attributes[':embed'] ?? '')?.target ?? '';
  const bytes = parts.get(target);
  const ending = target.slice(target.lastIndexOf('.') + 1).toLowerCase();
  const image = bytes === undefined ? '' : `<img src="${pictureAddress(`image/${ending === 'jpg' ? 'jpeg' : ending}`, bytes)}">`;
  return `${image}<p>${escapedText(drawingProperties(shape)?.descr ?? '')}</p>`;
}

const paragraphsOf = (shape: XmlElement): readonly XmlElement[] => [...elementsNamed(shape, 'p')];

/** The runs of a paragraph with its line breaks, as HTML. */
function textOf(paragraph: XmlElement): string {
  return paragraph.children
    .map((child) => {
      if (typeof child === 'string') return '';
      if (child.name === 'br') return '<br>';
      if (child.name === 't') return escapedText(plainText(child));
      return child.name === 'pPr' || child.name === 'Fallback' ? '' : textOf(child);
    })
    .join('');
}
