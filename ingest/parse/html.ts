/** HTML pages: text by blocks, without scripts, styles and navigation. Nothing is fetched. */
import type { DefaultTreeAdapterTypes } from 'parse5';
import type { Parser } from '../../core/ports.ts';
import { cleanText, firstTitle, requireText, type TextBuilder, textBuilder } from './builder.ts';
import { decodeText } from './decode.ts';
import { writeHtml } from './html-walk.ts';
import { blockWriter } from './html-writer.ts';
import { nameWithoutExtension } from './text-document.ts';

/** HTML Standard, 13.2.3.2: the encoding is declared within the first 1024 bytes. */
const declarationBytes = 1024;

export const html: Parser = {
  name: 'html',
  version: 4,
  extensions: ['.html', '.htm', '.xhtml', '.shtml'],
  matches: (head) => /^\s*(?:<!--(?:(?!-->).){0,512}-->\s*)?<(?:!doctype\s+html|html|head|body)[\s>]/is.test(latin1(head)),
  async parse({ source, bytes }) {
    const { text, warnings } = await decodeText(bytes, declaredEncoding(bytes));
    const builder = textBuilder(source);
    const title = await addHtml(builder, text);
    const document = requireText(source, builder.build({ title: firstTitle(title, nameWithoutExtension(source)), warnings }));
    return { document, inner: [], refused: [] };
  },
};

/** Adds the blocks of an HTML text to a builder and returns the page's title: its `<title>`, else its first heading, else "". */
export async function addHtml(builder: TextBuilder, text: string): Promise<string> {
  const { parse } = await import('parse5');
  const tree = parse(cleanText(text), { scriptingEnabled: false });
  writeHtml(tree, blockWriter(builder));
  return titleOf(tree) || builder.firstHeading();
}

function declaredEncoding(bytes: Uint8Array): string | null {
  const head = latin1(bytes.subarray(0, declarationBytes));
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1] ?? /^<\?xml[^>]+encoding=["']([\w-]+)/i.exec(head)?.[1] ?? null;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function titleOf(tree: DefaultTreeAdapterTypes.Document): string {
  const page = tree.childNodes.find((node) => node.nodeName === 'html');
  const head = page !== undefined && 'childNodes' in page ? page.childNodes.find((node) => node.nodeName === 'head') : undefined;
  const title = head !== undefined && 'childNodes' in head ? head.childNodes.find((node) => node.nodeName === 'title') : undefined;
  const text = title !== undefined && 'childNodes' in title ? title.childNodes[0] : undefined;
  return text !== undefined && 'value' in text ? text.value.replace(/\s+/g, ' ').trim() : '';
}
