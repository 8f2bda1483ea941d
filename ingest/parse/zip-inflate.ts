/** Unpacks one ZIP entry under limits that hold for what really comes out, whatever the archive declares. */
import { crc32, inflateRawSync } from 'node:zlib';
import type { ZipEntry } from './zip-directory.ts';

export interface InflateLimits {
  readonly entryBytes: number;
  readonly totalBytes: number;
  /** Times the packed size; only applied above `ratioFreeBytes`. */
  readonly ratio: number;
}

/** Small files may be as repetitive as they like. */
const ratioFreeBytes = 1024 * 1024;

type Refusal = Extract<Inflated, { ok: false }>;
type Inflated =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly code: 'damaged' | 'encrypted' | 'suspicious'; readonly reason: string };

/** Returns a function that unpacks entries until their sum reaches the limit. A refusal is a sentence for the report. */
export function inflater(limits: InflateLimits): (entry: ZipEntry) => Inflated {
  let left = limits.totalBytes;
  return (entry) => {
    const refuse = (code: Refusal['code'], reason: string): Inflated => ({ ok: false, code, reason });
    if (entry.encrypted) return refuse('encrypted', 'It is encrypted: unpack it with its password and add the files.');
    if (entry.packed === null)
      return refuse('damaged', 'Its bytes are missing or shared with another entry: the archive is damaged or hostile.');
    if (entry.method !== 0 && entry.method !== 8)
      return refuse('damaged', `Its compression method ${entry.method} is not read: pack it again as ordinary ZIP.`);
    const byRatio = Math.max(ratioFreeBytes, entry.packed.length * limits.ratio);
    const most = Math.min(limits.entryBytes, byRatio, left);
    const bytes = unpack(entry, entry.packed, most);
    if (bytes === 'too-large') return refuse('suspicious', tooLarge(most, limits, byRatio));
    if (bytes === null || crc32(bytes) !== entry.crc)
      return refuse('damaged', 'Its bytes are damaged: copy or download the archive again.');
    left -= bytes.length;
    return { ok: true, bytes };
  };
}

function unpack(entry: ZipEntry, packed: Uint8Array, most: number): Uint8Array | 'too-large' | null {
  if (entry.method === 0) return packed.length > most ? 'too-large' : packed;
  if (packed.length === 0) return null;
  try {
    // Zero is refused as a limit; one byte too many is caught by the next line.
    const bytes = inflateRawSync(packed, { maxOutputLength: Math.max(most, 1) });
    return bytes.length > most ? 'too-large' : bytes;
  } catch (cause) {
    // zlib's own errors (bad data, cut off) all mean "damaged"; the limit has a code of its own.
    return cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : null;
  }
}

function tooLarge(most: number, limits: InflateLimits, byRatio: number): string {
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
  if (most === limits.entryBytes)
    return `It unpacks to more than ${megabytes(limits.entryBytes)}: unpack the archive and add the file by itself.`;
  if (most === byRatio) return `It grows more than ${limits.ratio} times when unpacked, as only hostile archives do.`;
  return `The archive unpacks to more than ${megabytes(limits.totalBytes)} in all: unpack it and add the folder.`;
}
