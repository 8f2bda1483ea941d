/** Bytes to text, for every text format and for HTML. It knows encodings, never formats. */
import { AppError } from '../../core/errors.ts';
import { hiddenText, withoutInvisible } from './hidden-text.ts';

export interface DecodedText {
  readonly text: string;
  /** WHATWG name of the encoding used. */
  readonly encoding: string;
  /** One sentence for each doubt: a guessed encoding, damaged bytes. */
  readonly warnings: readonly string[];
}

/** How much of a file is looked at to guess: enough words of any language, and still quick. */
const sampleBytes = 65_536;
/** In Latin script, below this, chardet's first guess is often a neighbour of the right one; WHATWG's own default is better. */
const leastConfidence = 40;
/** Cyrillic, Greek, Chinese … are written with hardly any ASCII letters; accents make up less than a tenth of Latin text. */
const foreignScriptShare = 0.4;
/** A valid multi-byte UTF-8 sequence is rarely an accident: this many for each broken byte mean damaged UTF-8, not another encoding. */
const validForEachBroken = 4;

/**
 * Decodes a whole file: byte order mark, UTF-16 without one, strict UTF-8, then the declared or the guessed encoding.
 * The text is the file unchanged, but for the byte order mark, runs of invisible characters, which are left out, and NUL, which
 * becomes U+FFFD so that offsets stay true.
 * @throws AppError file-unsupported when the bytes are no text in any encoding.
 */
export async function decodeText(bytes: Uint8Array, declared: string | null = null): Promise<DecodedText> {
  const { text, encoding, warnings } = await decodedWhole(bytes, declared);
  const hidden = hiddenText();
  const seen = withoutInvisible(text, hidden);
  return { text: seen, encoding, warnings: [...warnings, ...hidden.warnings()] };
}

async function decodedWhole(bytes: Uint8Array, declared: string | null): Promise<DecodedText> {
  const sure = markedEncoding(bytes) ?? unmarkedUtf16(bytes);
  if (sure !== null) return decoded(bytes, sure, []);
  const strict = strictUtf8(bytes);
  if (strict !== null) return withoutNul(strict, 'utf-8', []);
  if (!looksLikeText(bytes)) {
    throw new AppError('file-unsupported', 'The file is binary: it is no text in any known encoding', 'Ingest a text version of it.');
  }
  if (declared !== null && isKnownEncoding(declared)) return decoded(bytes, declared, []);
  const broken = brokenUtf8(bytes);
  if (broken !== null) return decoded(bytes, 'utf-8', [`${broken} damaged characters are shown as \uFFFD: the file is not clean UTF-8.`]);
  const guess = await guessedEncoding(bytes);
  return decoded(bytes, guess, [`The encoding was guessed as ${guess}: some letters may be wrong.`]);
}

/** Whether the first bytes of a file could be text; true for an empty file. */
export function looksLikeText(head: Uint8Array): boolean {
  if (markedEncoding(head) !== null || unmarkedUtf16(head) !== null) return true;
  const sample = head.subarray(0, sampleBytes);
  let strange = 0;
  for (const byte of sample) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b) strange += 1;
  }
  // Compressed and compiled files hold about one control byte in ten; logs and captions with stray ones stay far below one in fifty.
  return strange * 50 <= sample.length;
}

function markedEncoding(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** Blanks and line ends are two bytes in UTF-16, and their zero byte is always on the same side. */
function unmarkedUtf16(bytes: Uint8Array): string | null {
  if (bytes.length < 4 || bytes.length % 2 === 1) return null;
  const sample = bytes.subarray(0, sampleBytes);
  const zeros = [0, 0];
  let blanks = 0;
  for (let index = 0; index + 1 < sample.length; index += 2) {
    const even = sample[index] ?? 0;
    const odd = sample[index + 1] ?? 0;
    if (even === 0) zeros[0] = (zeros[0] ?? 0) + 1;
    if (odd === 0) zeros[1] = (zeros[1] ?? 0) + 1;
    const other = even === 0 ? odd : odd === 0 ? even : -1;
    if (other === 0x20 || other === 0x0a || other === 0x0d) blanks += 1;
  }
  const [even = 0, odd = 0] = zeros;
  // One character in fifty is a blank in every language that uses blanks or lines; binary data has zeros on both sides.
  if (blanks === 0 || Math.min(even, odd) * 20 > Math.max(even, odd) || Math.max(even, odd) * 100 < sample.length) return null;
  const encoding = odd > even ? 'utf-16le' : 'utf-16be';
  return fitsStrictly(sample, encoding) ? encoding : null;
}

function fitsStrictly(sample: Uint8Array, encoding: string): boolean {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true });
    // Noncharacters and private use never stand in ordinary text, but are common when binary data is read as UTF-16.
    return !/[\u0000-\u0008\u000e-\u001a\uE000-\uF8FF\uFDD0-\uFDEF\uFFFE\uFFFF]/u.test(text);
  } catch {
    // A failed strict decode is the answer "no", not a fault.
    return false;
  }
}

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    // ERR_ENCODING_INVALID_ENCODED_DATA is the expected "no"; a string longer than V8 allows is not.
    if (cause instanceof RangeError || (cause instanceof Error && 'code' in cause && cause.code === 'ERR_STRING_TOO_LONG')) {
      throw tooLong(cause);
    }
    return null;
  }
}

/** The number of damaged places when the bytes are UTF-8 all the same; null when they are something else. */
function brokenUtf8(bytes: Uint8Array): number | null {
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, sampleBytes * 16));
  const broken = text.match(/\uFFFD+/g)?.length ?? 0;
  const valid = text.match(/[\u0080-\uFFFC]+/g)?.length ?? 0;
  return broken > 0 && valid >= broken * validForEachBroken ? broken : null;
}

async function guessedEncoding(bytes: Uint8Array): Promise<string> {
  const { analyse } = await import('chardet');
  const sample = bytes.subarray(0, sampleBytes);
  const known = analyse(sample).filter(({ name }) => isKnownEncoding(name) && !name.startsWith('UTF') && name !== 'ASCII');
  const [best] = known;
  if (best !== undefined && best.confidence >= leastConfidence) return new TextDecoder(best.name).encoding;
  if (highShare(sample) < foreignScriptShare) return 'windows-1252';
  const foreign = known.find(({ name }) => !latinEncoding.test(name) && readsCleanly(sample, name));
  return new TextDecoder(foreign?.name ?? 'windows-1252').encoding;
}

const latinEncoding = /^(?:ISO-8859-[129]|windows-125[0247])$/;

/** Whether the bytes give neither damage nor control characters nor private use: what a wrong guess nearly always gives. */
function readsCleanly(sample: Uint8Array, encoding: string): boolean {
  return !/[\u0080-\u009f\uE000-\uF8FF\uFFFD]/.test(new TextDecoder(encoding).decode(sample, { stream: true }));
}

/** Share of bytes above ASCII among all that are no blanks. */
function highShare(sample: Uint8Array): number {
  let high = 0;
  let visible = 0;
  for (const byte of sample) {
    if (byte >= 0x80) high += 1;
    if (byte > 0x20) visible += 1;
  }
  return visible === 0 ? 0 : high / visible;
}

function isKnownEncoding(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    // TextDecoder throws RangeError for a label it does not know: that is the answer "no".
    return false;
  }
}

function decoded(bytes: Uint8Array, encoding: string, warnings: readonly string[]): DecodedText {
  try {
    return withoutNul(new TextDecoder(encoding).decode(bytes), new TextDecoder(encoding).encoding, warnings);
  } catch (cause) {
    throw tooLong(cause);
  }
}

function tooLong(cause: unknown): AppError {
  return new AppError('file-too-large', 'The text is longer than 512 million characters', 'Split the file and ingest the parts.', cause);
}

function withoutNul(text: string, encoding: string, warnings: readonly string[]): DecodedText {
  if (!text.includes('\0')) return { text, encoding, warnings };
  const clean = text.replaceAll('\0', '\uFFFD');
  return { text: clean, encoding, warnings: [...warnings, 'NUL characters are shown as \uFFFD.'] };
}
