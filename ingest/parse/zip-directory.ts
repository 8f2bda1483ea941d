/**
 * Reads the central directory of a ZIP archive: which entries there are and where their bytes lie. Inflates nothing.
 * Format: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.
 */
import { AppError } from '../../core/errors.ts';

export interface ZipEntry {
  /** As the archive spells it, decoded; not yet safe to use as a path. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly encrypted: boolean;
  /** 0 stored, 8 deflated; anything else is not read. */
  readonly method: number;
  readonly crc: number;
  /** What the archive claims; never trusted. */
  readonly declaredBytes: number;
  /** The packed bytes; null when they lie outside the file or inside another entry. */
  readonly packed: Uint8Array | null;
}

const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
/** The end record may be followed by a comment of at most 65,535 bytes. */
const endSearchBytes = endBytes + 65_535;

interface RawEntry extends Omit<ZipEntry, 'packed'> {
  readonly packedBytes: number;
  readonly localOffset: number;
}

/** True for bytes that begin like a ZIP archive, an empty one included. */
export function beginsLikeZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));
}

/**
 * The entries in the order of the directory, at most `most` of them, and how many there are in all.
 * @throws AppError file-damaged when there is no readable directory.
 */
export function readZipDirectory(source: string, bytes: Uint8Array, most: number): { entries: readonly ZipEntry[]; total: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directory = findDirectory(view);
  if (directory === null) throw damaged(source, 'its table of contents is missing');
  const raw: RawEntry[] = [];
  let offset = directory.offset;
  let total = 0;
  // The count in the end record is not trusted either: the signatures tell.
  while (offset + 46 <= bytes.length && view.getUint32(offset, true) === centralSignature) {
    total += 1;
    if (raw.length < most) raw.push(readEntry(view, bytes, offset));
    offset += 46 + view.getUint16(offset + 28, true) + view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true);
  }
  if (total === 0 && directory.count > 0) throw damaged(source, 'its table of contents is unreadable');
  return { entries: locate(view, bytes, raw), total };
}

function damaged(source: string, what: string): AppError {
  return new AppError('file-damaged', `${source} is a damaged archive: ${what}`, 'Copy or download it again; it may have been cut off.');
}

function findDirectory(view: DataView): { offset: number; count: number } | null {
  const least = Math.max(0, view.byteLength - endSearchBytes);
  for (let offset = view.byteLength - endBytes; offset >= least; offset -= 1) {
    if (view.getUint32(offset, true) !== endSignature) continue;
    const found = { offset: view.getUint32(offset + 16, true), count: view.getUint16(offset + 10, true) };
    return found.offset === 0xffffffff || found.count === 0xffff ? (findDirectory64(view, offset) ?? found) : found;
  }
  return null;
}

/** The ZIP64 locator stands in the 20 bytes before the end record. */
function findDirectory64(view: DataView, endOffset: number): { offset: number; count: number } | null {
  if (endOffset < 20) return null;
  const offset = Number(view.getBigUint64(endOffset - 12, true));
  if (offset + 56 > view.byteLength || view.getUint32(offset, true) !== end64Signature) return null;
  return { offset: Number(view.getBigUint64(offset + 48, true)), count: Number(view.getBigUint64(offset + 32, true)) };
}

function readEntry(view: DataView, bytes: Uint8Array, offset: number): RawEntry {
  const madeOn = view.getUint8(offset + 5);
  const flags = view.getUint16(offset + 8, true);
  const nameBytes = view.getUint16(offset + 28, true);
  const unixMode = view.getUint32(offset + 38, true) >>> 16;
  const name = decodeName(bytes.subarray(offset + 46, offset + 46 + nameBytes));
  const sizes = readSizes(view, offset, offset + 46 + nameBytes, view.getUint16(offset + 30, true));
  // APPNOTE 4.4.2: 3 is Unix, 19 macOS; stat(2): 0o120000 is a symbolic link.
  const isLink = (madeOn === 3 || madeOn === 19) && (unixMode & 0o170000) === 0o120000;
  return {
    name,
    kind: isLink ? 'link' : /[/\\]$/.test(name) ? 'folder' : 'file',
    encrypted: (flags & 1) === 1,
    method: view.getUint16(offset + 10, true),
    crc: view.getUint32(offset + 16, true),
    ...sizes,
  };
}

/** Sizes and offset; a value of all ones stands in the ZIP64 extra field (4.5.3), in this order. */
function readSizes(view: DataView, offset: number, extraStart: number, extraBytes: number) {
  const values = [view.getUint32(offset + 24, true), view.getUint32(offset + 20, true), view.getUint32(offset + 42, true)];
  let field = extraStart;
  const extraEnd = Math.min(extraStart + extraBytes, view.byteLength);
  while (field + 4 <= extraEnd) {
    const length = view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1) {
      let at = field + 4;
      for (const [index, value] of values.entries()) {
        if (value !== 0xffffffff || at + 8 > Math.min(extraEnd, field + 4 + length)) continue;
        values[index] = Number(view.getBigUint64(at, true));
        at += 8;
      }
    }
    field += 4 + length;
  }
  const [declaredBytes = 0, packedBytes = 0, localOffset = 0] = values;
  return { declaredBytes, packedBytes, localOffset };
}

/**
 * Finds the packed bytes by the local headers. Entries that overlap an earlier one get none: no real archive shares bytes,
 * and sharing is how a small file becomes petabytes (David Fifield, "A better zip bomb", 2019).
 */
function locate(view: DataView, bytes: Uint8Array, raw: readonly RawEntry[]): readonly ZipEntry[] {
  const packed = new Map<RawEntry, Uint8Array>();
  const encrypted = new Set<RawEntry>();
  let taken = 0;
  for (const entry of raw.toSorted((a, b) => a.localOffset - b.localOffset)) {
    const { localOffset } = entry;
    if (localOffset < taken || localOffset + 30 > bytes.length || view.getUint32(localOffset, true) !== localSignature) continue;
    const start = localOffset + 30 + view.getUint16(localOffset + 26, true) + view.getUint16(localOffset + 28, true);
    const end = start + entry.packedBytes;
    if (end > bytes.length) continue;
    if ((view.getUint16(localOffset + 6, true) & 1) === 1) encrypted.add(entry);
    packed.set(entry, bytes.subarray(start, end));
    taken = end;
  }
  return raw.map((entry) => ({ ...entry, encrypted: entry.encrypted || encrypted.has(entry), packed: packed.get(entry) ?? null }));
}

/** Code page 437, upper half: what DOS and Windows tools write when the UTF-8 flag is not set. */
const codePage437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Many tools write UTF-8 without setting its flag, so valid UTF-8 is taken as such. */
function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: an old tool's code page.
    return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : codePage437[byte - 0x80])).join('');
  }
}
