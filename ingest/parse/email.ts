/** E-mail messages (.eml): who, when and about what as the first lines, then the text; attachments are inner files. */
import type { Address, Attachment, Email } from 'postal-mime';
import { AppError } from '../../core/errors.ts';
import type { InnerFile, Parser } from '../../core/ports.ts';
import { cleanText, firstTitle, type TextBuilder, textBuilder } from './builder.ts';
import { addHtml } from './html.ts';
import { distinctNames, tidyPath } from './inner-name.ts';
import { type Picture, pictureAddress, pictureOf } from './pictures.ts';
import { plainBlocks } from './text-blocks.ts';
import { nameWithoutExtension } from './text-document.ts';

export const email: Parser = {
  name: 'email',
  version: 3,
  extensions: ['.eml'],
  matches: beginsLikeMessage,
  async parse({ source, bytes }) {
    const message = await readMessage(source, bytes);
    const builder = textBuilder();
    builder.add({ kind: 'prose' }, headerLines(message).join('\n'));
    const warnings = await addBody(builder, message);
    for (const picture of picturesOf(message.attachments)) builder.addPicture(picture);
    const document = builder.build({ title: firstTitle(message.subject ?? '', nameWithoutExtension(source)), warnings });
    return { document, inner: attachedFiles(message.attachments), refused: [] };
  },
};

/** Shown in the text or attached to it: a reader of the message sees them below its end. */
function picturesOf(attachments: readonly Attachment[]): readonly Picture[] {
  return attachments.flatMap(({ mimeType, content }) => pictureOf(pictureAddress(mimeType, contentBytes(content))) ?? []);
}

/** Header fields that begin real messages; RFC 5322 3.6 and what servers put before them. */
const knownFields =
  /^(?:from|to|cc|subject|date|sender|reply-to|message-id|mime-version|return-path|received|delivered-to|dkim-signature|x-[\w-]+):/i;

function beginsLikeMessage(head: Uint8Array): boolean {
  const lines = Buffer.from(head).toString('latin1').split(/\r?\n/, 40);
  const header = lines.slice(0, Math.max(0, lines.indexOf('') === -1 ? lines.length : lines.indexOf('')));
  return knownFields.test(header[0] ?? '') && header.filter((line) => knownFields.test(line)).length >= 3;
}

async function readMessage(source: string, bytes: Uint8Array): Promise<Email> {
  const { default: PostalMime } = await import('postal-mime');
  let message: Email;
  try {
    message = await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer' });
  } catch (cause) {
    // postal-mime throws for limits only: nesting deeper than 256 parts, headers over 2 MB.
    throw new AppError('file-damaged', `${source} is no readable e-mail message`, 'Save the message again as .eml.', cause);
  }
  if (message.from === undefined && message.subject === undefined && message.to === undefined && message.date === undefined) {
    throw new AppError(
      'file-damaged',
      `${source} is no e-mail message: it has no sender, date or subject`,
      'Save the message again as .eml.',
    );
  }
  return message;
}

function headerLines(message: Email): readonly string[] {
  const date = message.headers.find((header) => header.key === 'date')?.value ?? message.date;
  const fields: readonly (readonly [string, string])[] = [
    ['From', people(message.from === undefined ? [] : [message.from])],
    ['To', people(message.to ?? [])],
    ['Cc', people(message.cc ?? [])],
    ['Date', date ?? ''],
    ['Subject', message.subject ?? ''],
    ['Attachments', message.attachments.flatMap((attachment) => fileNameOf(attachment.filename) || []).join(', ')],
  ];
  return fields
    .filter(([, value]) => value.trim() !== '')
    .map(([name, value]) => `${name}: ${cleanText(value).replace(/\s+/g, ' ').trim()}`);
}

function people(addresses: readonly Address[]): string {
  const one = ({ name, address }: { readonly name: string; readonly address: string }): string =>
    name === '' ? address : address === '' ? name : `${name} <${address}>`;
  return addresses
    .map((entry) => (entry.group === undefined ? one(entry) : `${entry.name}: ${entry.group.map(one).join(', ')}`))
    .join(', ');
}

/** Adds the body and tells what was left out of it: the plain text, unless it is only a stand-in such as "please use a mail program that shows HTML". */
async function addBody(builder: TextBuilder, message: Email): Promise<readonly string[]> {
  const plain = cleanText(message.text ?? '');
  if (message.html === undefined) {
    addPlain(builder, plain);
    return [];
  }
  const rich = textBuilder();
  await addHtml(rich, message.html);
  const { text, blocks, warnings } = rich.build({ title: '' });
  // Half: plain versions of newsletters lose some words of the rich one, stand-ins lose nearly all.
  if (letterCount(plain) * 2 >= letterCount(text)) {
    addPlain(builder, plain);
    return [];
  }
  for (const { span, ...shape } of blocks) builder.add(shape, text.slice(span.start, span.end));
  return warnings;
}

function addPlain(builder: TextBuilder, text: string): void {
  for (const { span, ...shape } of plainBlocks(text)) builder.add(shape, text.slice(span.start, span.end));
}

function letterCount(text: string): number {
  return text.replace(/\s+/g, '').length;
}

function attachedFiles(attachments: readonly Attachment[]): readonly InnerFile[] {
  const distinct = distinctNames();
  return attachments.map((attachment, index) => {
    const name =
      tidyPath(attachment.filename ?? '')
        .split('/')
        .at(-1) ?? '';
    const usable = name === '' || name === '..' ? `attachment-${index + 1}${endings[attachment.mimeType] ?? ''}` : name;
    return { name: distinct(usable), bytes: contentBytes(attachment.content) };
  });
}

/** Without the folders that some programs, and attackers, write before it. */
function fileNameOf(name: string | null): string {
  return (
    tidyPath(name ?? '')
      .split('/')
      .filter((part) => part !== '..')
      .at(-1) ?? ''
  );
}

/** For attachments without a name. */
const endings: Readonly<Record<string, string>> = {
  'text/plain': '.txt',
  'text/html': '.html',
  'text/csv': '.csv',
  'text/calendar': '.ics',
  'application/pdf': '.pdf',
  'message/rfc822': '.eml',
};

function contentBytes(content: Attachment['content']): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
}
