/** Walks an HTML tree and tells a block writer what it meets. Iterative, so that no depth of nesting overflows the stack. */
import type { DefaultTreeAdapterTypes } from 'parse5';
import { type HidingOf, hidingIn } from './html-hidden.ts';
import type { BlockWriter } from './html-writer.ts';
import { pictureOf } from './pictures.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;
type Step = Node | (() => void);

/** Elements whose content is not text for a reader. Navigation is left out: its words are the titles of other pages. */
const skipped = new Set(
  'script style template head nav iframe frame audio video svg rp datalist input meta link annotation annotation-xml'.split(' '),
);
const blocks = new Set(
  (
    'address article aside blockquote body button caption center dialog dir div fieldset figcaption figure footer form frameset ' +
    'header hgroup hr html legend main menu noscript object option p search section select summary details textarea'
  ).split(' '),
);
const headingDepths: Readonly<Record<string, number>> = { h1: 1, h2: 2, h3: 3, h4: 4, h5: 5, h6: 6 };

/** Writes everything under `root`, in document order. */
export function writeHtml(root: Node, writer: BlockWriter): void {
  const hidingOf = hidingIn(styleSheets(root));
  const steps: Step[] = [root];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (typeof step === 'function') step();
    else if (step.nodeName === '#text' && 'value' in step) writer.text(readable(step.value));
    else if ('tagName' in step) openElement(step, writer, steps, hidingOf);
    else if ('childNodes' in step) pushChildren(step.childNodes, steps);
  }
  writer.end();
}

function openElement(element: Element, writer: BlockWriter, steps: Step[], hidingOf: HidingOf): void {
  if (skipped.has(element.tagName)) return;
  const how = hidingOf(element);
  if (how !== null) {
    writer.hidden(how, textsIn(element, (text) => !skipped.has(text)).join(' '));
    return;
  }
  const close = open(element, writer);
  if (close !== null) steps.push(close);
  pushChildren(element.childNodes, steps);
}

function styleSheets(root: Node): readonly string[] {
  return elementsIn(root).flatMap((element) => (element.tagName === 'style' ? textsIn(element, () => true) : []));
}

function elementsIn(root: Node): readonly Element[] {
  const found: Element[] = [];
  const waiting: Node[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if ('tagName' in node) found.push(node);
    if ('childNodes' in node) for (const child of node.childNodes) waiting.push(child);
  }
  return found;
}

/** The texts under an element, in order, of those elements that are wanted. */
function textsIn(element: Element, isWanted: (tagName: string) => boolean): readonly string[] {
  const texts: string[] = [];
  const waiting: Step[] = [];
  pushChildren(element.childNodes, waiting);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (typeof node === 'function') continue;
    if (node.nodeName === '#text' && 'value' in node) texts.push(node.value);
    else if ('tagName' in node && isWanted(node.tagName)) pushChildren(node.childNodes, waiting);
  }
  return texts;
}

function pushChildren(children: readonly Node[], steps: Step[]): void {
  for (let index = children.length - 1; index >= 0; index -= 1) {
    const child = children[index];
    if (child !== undefined) steps.push(child);
  }
}

/** Tells the writer that an element begins; returns what to do at its end. */
function open(element: Element, writer: BlockWriter): (() => void) | null {
  const { tagName } = element;
  const depth = headingDepths[tagName];
  if (depth !== undefined) {
    writer.openHeading();
    return () => writer.closeHeading(depth);
  }
  if (blocks.has(tagName)) {
    writer.breakBlock();
    return writer.breakBlock;
  }
  return (openers[tagName] ?? (() => null))(element, writer);
}

const openers: Readonly<Record<string, (element: Element, writer: BlockWriter) => (() => void) | null>> = {
  br: (_, writer) => {
    writer.breakLine();
    return null;
  },
  img: (element, writer) => {
    writer.text(` ${readable(attribute(element, 'alt') ?? '')} `);
    const address = attribute(element, 'src') ?? '';
    const picture = pictureOf(address);
    if (picture === null) writer.shownFile(address);
    else writer.picture(picture);
    return null;
  },
  sup: (element, writer) => {
    // "10<sup>6</sup>" must not become "106", nor "leave<sup>1</sup>" the word "leave1".
    if (/[\p{L}\p{N})]/u.test(writer.lastCharacter()) && /^[-+−–]?(?:\d+|[a-z])$/u.test(shortText(element))) writer.text('^');
    return null;
  },
  ul: (_, writer) => openList(writer, null),
  ol: (element, writer) => openList(writer, Number.parseInt(attribute(element, 'start') ?? '', 10) || 1),
  dl: (_, writer) => openList(writer, null),
  li: (_, writer) => openItem(writer, null),
  dt: (_, writer) => openItem(writer, ''),
  dd: (_, writer) => openItem(writer, '  '),
  pre: (element, writer) => {
    writer.openCode();
    return () => writer.closeCode(codeLanguage(element));
  },
  table: (element, writer) => (isLayout(element) ? null : openTable(writer)),
  tr: (element, writer) => {
    if (isInLayout(element)) return openBlock(writer);
    writer.openRow();
    return null;
  },
  td: openCell,
  th: openCell,
};

function openBlock(writer: BlockWriter): () => void {
  writer.breakBlock();
  return writer.breakBlock;
}

function openList(writer: BlockWriter, firstNumber: number | null): () => void {
  writer.openList(firstNumber);
  return writer.closeList;
}

function openItem(writer: BlockWriter, mark: string | null): () => void {
  writer.openItem(mark);
  return writer.breakBlock;
}

function openTable(writer: BlockWriter): () => void {
  writer.openTable();
  return writer.closeTable;
}

function openCell(element: Element, writer: BlockWriter): () => void {
  if (isInLayout(element)) return openBlock(writer);
  writer.openCell(spanOf(element, 'colspan'), spanOf(element, 'rowspan'));
  return writer.closeCell;
}

function spanOf(element: Element, name: string): number {
  return Number.parseInt(attribute(element, name) ?? '1', 10) || 1;
}

const layoutTables = new WeakMap<Element, boolean>();

function isInLayout(element: Element): boolean {
  let parent: Node | null = element;
  // A cell is at most three levels under its table (tr, tbody, table); template content has no table above it.
  for (let level = 0; level < 4 && parent !== null; level += 1) {
    if ('tagName' in parent && parent.tagName === 'table') return layoutTables.get(parent) ?? false;
    parent = 'parentNode' in parent ? parent.parentNode : null;
  }
  return true;
}

/** Whether a table only places things on the page: it has no header cells and holds headings, tables, or one column. */
function isLayout(table: Element): boolean {
  const known = layoutTables.get(table);
  if (known !== undefined) return known;
  const layout = attribute(table, 'role') === 'presentation' || looksLikeLayout(table);
  layoutTables.set(table, layout);
  return layout;
}

/** Enough to see the first rows of a table; a whole scan of each nested table would be quadratic. */
const mostNodesSeen = 2000;

function looksLikeLayout(table: Element): boolean {
  const waiting: Node[] = [...table.childNodes];
  let widest = 0;
  let holdsBlocks = false;
  for (let seen = 0; seen < mostNodesSeen; seen += 1) {
    const node = waiting.pop();
    if (node === undefined) break;
    if (!('tagName' in node)) continue;
    if (node.tagName === 'th' || node.tagName === 'thead') return false;
    if (node.tagName === 'tr') widest = Math.max(widest, node.childNodes.filter((child) => child.nodeName === 'td').length);
    if (node.tagName === 'table' || node.tagName in headingDepths) holdsBlocks = true;
    else for (const child of node.childNodes) waiting.push(child);
  }
  return holdsBlocks || widest <= 1;
}

function codeLanguage(pre: Element): string | null {
  const code = pre.childNodes.find((child): child is Element => child.nodeName === 'code');
  const classes = `${attribute(pre, 'class') ?? ''} ${code === undefined ? '' : (attribute(code, 'class') ?? '')}`;
  return /(?:^|\s)(?:language|lang|highlight-source|brush:)-?\s?([\w+#-]+)/.exec(classes)?.[1]?.toLowerCase() ?? null;
}

/** The text of an element that holds one text, perhaps inside a link; empty for anything richer. */
function shortText(element: Element): string {
  let node: Node | undefined = element;
  while (node !== undefined && 'childNodes' in node && node.childNodes.length === 1) node = node.childNodes[0];
  return node !== undefined && 'value' in node ? node.value.trim() : '';
}

function attribute(element: Element, name: string): string | null {
  return element.attrs.find((entry) => entry.name === name)?.value ?? null;
}

/** Drops soft hyphens and zero-width breaks: they split a word that a reader sees whole. */
function readable(text: string): string {
  return text.replace(/[\u00ad\u200b\u2060]/g, '');
}
