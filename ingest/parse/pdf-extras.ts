/** What a PDF holds besides the text of its pages: title, outline, form fields, attachments. Each may be missing or damaged. */
import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';
import type { InnerFile } from '../../core/ports.ts';
import type { OutlineEntry } from './pdf-type.ts';

/** The title in the file's properties, unless it is one that a program made up; "" when there is none. */
export async function readTitle(document: PDFDocumentProxy): Promise<string> {
  const info = await optional(async (): Promise<object> => (await document.getMetadata()).info, {});
  const title: unknown = 'Title' in info ? info.Title : '';
  if (typeof title !== 'string' || !/\p{L}{3}/u.test(title)) return '';
  const isMadeUp =
    /^(?:untitled|\(?(?:anonymous|unspecified)\)?|microsoft \w+ - .*|.*\.(?:docx?|xlsx?|pptx?|pdf|tex|dvi|indd|qxd|html?|md|odt)|(?:document|dokument|slide|title)\s*\d*)$/i;
  return isMadeUp.test(title.trim()) ? '' : title;
}

/** Bookmarks in order, with their depth. A damaged or cyclic outline ends where it stops making sense. */
export async function readOutline(document: PDFDocumentProxy): Promise<readonly OutlineEntry[]> {
  // More bookmarks than this are no table of contents; the longest handbook seen has 2,600.
  const most = 20_000;
  const entries: OutlineEntry[] = [];
  type Node = { readonly title?: string; readonly items?: readonly Node[] };
  const waiting: { node: Node; depth: number }[] = [];
  const push = (nodes: readonly Node[], depth: number): void => {
    for (const node of nodes.toReversed()) waiting.push({ node, depth });
  };
  push((await optional<readonly Node[] | null>(() => document.getOutline(), null)) ?? [], 1);
  for (let next = waiting.pop(); next !== undefined && entries.length < most; next = waiting.pop()) {
    if (typeof next.node.title === 'string') entries.push({ title: next.node.title, depth: next.depth });
    push(next.node.items ?? [], next.depth + 1);
  }
  return entries;
}

/** Filled form fields by page, as "Name: value" lines; the text of a page does not hold them. */
export async function readFields(document: PDFDocumentProxy): Promise<ReadonlyMap<number, readonly string[]>> {
  const lines = new Map<number, string[]>();
  const fields = await optional(() => document.getFieldObjects(), null);
  for (const objects of Object.values(fields ?? {})) {
    for (const field of objects as unknown as readonly Readonly<Record<string, unknown>>[]) {
      const value = fieldValue(field);
      if (value === '' || typeof field.page !== 'number') continue;
      const page = lines.get(field.page + 1) ?? [];
      page.push(`${String(field.name ?? '')}: ${value}`.replace(/\s+/g, ' '));
      lines.set(field.page + 1, page);
    }
  }
  return lines;
}

function fieldValue(field: Readonly<Record<string, unknown>>): string {
  const { type, value } = field;
  if (type === 'text' || type === 'combobox' || type === 'listbox') return typeof value === 'string' ? value.trim() : '';
  const isTicked = (type === 'checkbox' || type === 'radiobutton') && typeof value === 'string' && value !== 'Off' && value !== '';
  return isTicked && field.exportValues === value ? value : '';
}

/** Files that are attached to the document. */
export async function readAttachments(document: PDFDocumentProxy): Promise<readonly InnerFile[]> {
  type Attachment = { readonly filename?: string; readonly content?: Uint8Array };
  const attachments: Readonly<Record<string, Attachment>> | null = await optional(() => document.getAttachments(), null);
  return Object.entries(attachments ?? {}).flatMap(([key, { filename, content }]) =>
    content === undefined ? [] : [{ name: filename ?? key, bytes: content }],
  );
}

/** These extras are optional by nature: a damaged one is as good as none, and the pages still count. */
async function optional<Value>(read: () => Promise<Value>, fallback: Value): Promise<Value> {
  try {
    return await read();
  } catch {
    return fallback;
  }
}
