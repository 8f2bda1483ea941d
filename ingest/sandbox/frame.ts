/** Messages over a pipe: two lengths, JSON, then raw bytes. JSON because the parent trusts no byte of a parser process. */
import { readSync, writeSync } from 'node:fs';

export interface Frame {
  readonly message: unknown;
  readonly body: Uint8Array;
}

/** Six bytes each: a length in JavaScript is exact up to 2^53, in a pipe 2^48 is enough. */
const lengthBytes = 6;
const headerBytes = 2 * lengthBytes;

/** The frame as buffers to write one after the other. */
export function encodeFrame(message: unknown, bodies: readonly Uint8Array[]): readonly Uint8Array[] {
  const json = Buffer.from(JSON.stringify(message));
  const header = Buffer.alloc(headerBytes);
  header.writeUIntLE(json.length, 0, lengthBytes);
  header.writeUIntLE(
    bodies.reduce((sum, body) => sum + body.length, 0),
    lengthBytes,
    lengthBytes,
  );
  return [Buffer.concat([header, json]), ...bodies];
}

/** Writes a frame and returns when the pipe has taken it all, so that a later crash cannot swallow it. */
export function writeFrame(file: number, message: unknown, bodies: readonly Uint8Array[]): void {
  for (const part of encodeFrame(message, bodies)) {
    for (let written = 0; written < part.length; ) written += writeSync(file, part, written);
  }
}

/** Waits for the next frame; null when the other side has closed the pipe. */
export function readFrame(file: number): Frame | null {
  const header = readExactly(file, headerBytes);
  if (header === null) return null;
  const json = readExactly(file, header.readUIntLE(0, lengthBytes));
  const body = readExactly(file, header.readUIntLE(lengthBytes, lengthBytes));
  return json === null || body === null ? null : { message: JSON.parse(json.toString()), body };
}

function readExactly(file: number, size: number): Buffer | null {
  const bytes = Buffer.allocUnsafeSlow(size);
  for (let filled = 0; filled < size; ) {
    const read = readSync(file, bytes, filled, size - filled, null);
    if (read === 0) return null;
    filled += read;
  }
  return bytes;
}

export interface FrameReader {
  /** Takes the next bytes of the pipe; gives the frames that are complete, and only then throws RangeError for one past the limit. */
  take(bytes: Buffer): Generator<Frame>;
}

/** Puts frames together from whatever pieces a stream delivers. A frame over the limit is refused by its header. */
export function frameReader(maxFrameBytes: number): FrameReader {
  let pieces: Buffer[] = [];
  let held = 0;
  let wanted = headerBytes;

  function next(): Frame | null {
    if (held < wanted) return null;
    const joined = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    const jsonEnd = headerBytes + joined.readUIntLE(0, lengthBytes);
    const end = jsonEnd + joined.readUIntLE(lengthBytes, lengthBytes);
    if (end > maxFrameBytes) throw new RangeError(`a frame of ${end} bytes is over the limit of ${maxFrameBytes}`);
    pieces = [joined];
    wanted = end;
    if (held < end) return null;
    pieces = [joined.subarray(end)];
    held -= end;
    wanted = headerBytes;
    return { message: JSON.parse(joined.toString('utf8', headerBytes, jsonEnd)), body: joined.subarray(jsonEnd, end) };
  }

  return {
    *take(bytes) {
      pieces.push(bytes);
      held += bytes.length;
      for (let frame = next(); frame !== null; frame = next()) yield frame;
    },
  };
}
