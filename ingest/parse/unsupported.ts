/** Formats that are known and not read: how to tell them, and what their owner can do. */

export interface UnsupportedFormat {
  /** As in "a TIFF image". */
  readonly name: string;
  readonly remedy: string;
}

const asDocument = 'Save it as PDF or DOCX and add that.';
const asTable = 'Save each sheet as CSV and add that.';
const asText = 'Save it as PNG or JPEG and add that.';
const notText = 'It holds no text to search; leave it out.';
const unpack = 'Unpack it, or pack the files as ZIP.';

/** The format that the first bytes prove, or null. */
export function unsupportedByBytes(head: Uint8Array): UnsupportedFormat | null {
  const text = String.fromCharCode(...head.subarray(0, 128));
  const found = signatures.find(([test]) => (typeof test === 'string' ? text.startsWith(test) : test.test(text)));
  return found === undefined ? null : { name: found[1], remedy: found[2] };
}

/** The format that a file name's ending stands for, or null. */
export function unsupportedByName(extension: string): UnsupportedFormat | null {
  const found = extensions.find(([endings]) => endings.split(' ').includes(extension));
  return found === undefined ? null : { name: found[1], remedy: found[2] };
}

/** Bytes as Latin-1. Short signatures that prose could begin with are checked further than their letters. */
const signatures: readonly (readonly [string | RegExp, string, string])[] = [
  [/^(?:II\*\0|MM\0\*)/, 'a TIFF image', asText],
  [/^BM.{4}\0\0\0\0/s, 'a BMP image', asText],
  [/^.{4}ftyp(?:heic|heix|mif1|avif)/s, 'a HEIC or AVIF image', asText],
  [/^\0\0[\x01\x02]\0.\0/s, 'an icon', notText],
  ['8BPS', 'a Photoshop image', asText],
  ['{\\rtf', 'an RTF document', asDocument],
  [/^PK\x03\x04.{26}mimetypeapplication\/epub/s, 'an EPUB book', asDocument],
  [/^PK\x03\x04.{26}mimetypeapplication\/vnd\.oasis\.opendocument\.spread/s, 'an OpenDocument spreadsheet', asTable],
  [/^PK\x03\x04.{26}mimetypeapplication\/vnd\.oasis\.opendocument\.(?!text|presentation)/s, 'an OpenDocument file', asDocument],
  [/^.{4}ftyp/s, 'a video or audio file', notText],
  [/^(?:ID3|\xff[\xfb\xf3\xf2]|OggS|fLaC|\x1aE\xdf\xa3|RIFF.{4}(?:WAVE|AVI ))/s, 'a video or audio file', notText],
  ['\x1f\x8b', 'a gzip archive', unpack],
  ['BZh', 'a bzip2 archive', unpack],
  ['\xfd7zXZ\0', 'an xz archive', unpack],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive', unpack],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive', unpack],
  ['Rar!\x1a\x07', 'a RAR archive', unpack],
  ['SQLite format 3\0', 'a SQLite database', 'Add its schema as an SQL file (sqlite3 file .schema).'],
  ['\x7fELF', 'a program', notText],
  [/^MZ.{58}.{2}\0\0/s, 'a program', notText],
  [/^(?:\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|\0asm)/, 'compiled code', notText],
  [/^(?:\0\x01\0\0\0|OTTO|wOFF|wOF2|ttcf)/, 'a font', notText],
  ['%!PS', 'a PostScript file', 'Convert it to PDF and add that.'],
];

const extensions: readonly (readonly [string, string, string])[] = [
  ['.xlsx .xlsm .xlsb .xls .xlt .xltx', 'an Excel workbook or spreadsheet', asTable],
  ['.ods', 'an OpenDocument spreadsheet', asTable],
  ['.ppt .pps', 'a presentation', 'Save it as PDF and add that.'],
  ['.doc .dot .wps', 'an old Word document (.doc)', asDocument],
  ['.rtf', 'an RTF document', asDocument],
  ['.epub .mobi .azw3', 'an e-book', 'Convert it to PDF or HTML and add that.'],
  ['.msg .pst .ost', 'Outlook mail', 'Save the message as .eml and add that.'],
  ['.tif .tiff .bmp .heic .avif .ico .psd', 'an image', asText],
  ['.mp3 .mp4 .m4a .wav .ogg .flac .avi .mov .mkv .webm', 'a video or audio file', notText],
  ['.gz .tgz .tar .bz2 .xz .7z .rar .zst', 'an archive that is not ZIP', unpack],
  ['.db .sqlite .sqlite3 .mdb .accdb', 'a database file', 'Add its schema as an SQL file.'],
  ['.exe .dll .so .dylib .o .a .bin .class .jar .pyc .wasm .iso .dmg .msi .deb .rpm', 'a program or compiled code', notText],
  ['.ttf .otf .woff .woff2', 'a font', notText],
  ['.ps .eps .xps .djvu', 'a page description that is not PDF', 'Convert it to PDF and add that.'],
  ['.dwg .dxf .vsd .vsdx .pub .one', 'a drawing or notebook of another program', 'Save it as PDF and add that.'],
];
