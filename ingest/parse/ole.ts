/** OLE compound files: old Office formats, Outlook messages and password-protected new ones. Tells which; reads none. */
import { AppError } from '../../core/errors.ts';
import type { Parser } from '../../core/ports.ts';
import { unsupportedByName } from './unsupported.ts';

const signature = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/** Streams that tell the program, by [MS-CFB] directory entry names, which are UTF-16LE. */
const streams: readonly (readonly [string, string, string])[] = [
  ['WordDocument', 'an old Word document (.doc)', 'Save it as DOCX or PDF and add that.'],
  ['Workbook', 'an old Excel workbook (.xls)', 'Save each sheet as CSV and add that.'],
  ['Book', 'an old Excel workbook (.xls)', 'Save each sheet as CSV and add that.'],
  ['PowerPoint Document', 'an old presentation (.ppt)', 'Save it as PDF and add that.'],
  ['__properties_version1.0', 'an Outlook message (.msg)', 'Save the message as .eml and add that.'],
];

/** Refuses with the true kind of the file. It is not in the registry: it reads nothing. */
export const oleFile: Parser = {
  name: 'ole',
  version: 1,
  extensions: [],
  matches: (head) => signature.every((byte, index) => head[index] === byte),
  async parse({ source, bytes }) {
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const holds = (name: string): boolean => content.includes(Buffer.from(name, 'utf16le'));
    // [MS-OFFCRYPTO] 2.3.4.4: a protected DOCX or XLSX is an OLE file around this stream.
    if (holds('EncryptedPackage')) {
      throw new AppError('file-encrypted', `${source} is protected by a password`, 'Save it without a password and add it again.');
    }
    const found = streams.find(([name]) => holds(name));
    const named = unsupportedByName(source.slice(source.lastIndexOf('.')).toLowerCase());
    const name = found?.[1] ?? named?.name ?? 'an old Office file';
    throw new AppError('file-unsupported', `${source} is ${name}, which is not read`, found?.[2] ?? 'Save it as PDF or DOCX and add that.');
  },
};
