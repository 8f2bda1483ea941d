/** The one place that opens a user's file for reading. */
import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../core/errors.ts';

/** A file that is written to on and on is given up after this many readings. */
const attempts = 3;
/** Kernels stamp files by their timer tick (4 ms at 250 Hz): a younger stamp cannot tell two writes apart. */
const stampResolutionMs = 20;

const megabyte = 1024 * 1024;
// A FIFO would block without O_NONBLOCK; a link put in the file's place fails with O_NOFOLLOW. Windows knows neither.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Reads one complete version of a regular file that lies inside `root` (both absolute, `root` real).
 * @throws AppError file-unreadable, file-empty, file-too-large, path-refused; messages name the source, never the path
 */
export async function readWhole(root: string, path: string, source: string, maxBytes: number): Promise<Uint8Array> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const bytes = readOnce(root, path, source, maxBytes);
    if (bytes !== null) return bytes;
    await wait(stampResolutionMs);
  }
  throw new AppError('file-unreadable', `${source} kept changing while it was read`, 'Ingest again when nothing writes to it.');
}

/** Null when the file changed meanwhile, or so lately that a change could not be seen. */
function readOnce(root: string, path: string, source: string, maxBytes: number): Uint8Array | null {
  const file = opened(path, source);
  try {
    const before = fstatSync(file, { bigint: true });
    if (!before.isFile()) throw new AppError('file-unreadable', `${source} is no regular file`, 'Only files can be read.');
    if (!isStillThere(root, path, source, before)) return null;
    if (before.size === 0n) throw new AppError('file-empty', `${source} is empty`, 'Nothing to read: 0 bytes.');
    if (before.size > BigInt(maxBytes)) throw tooLarge(source, Number(before.size), maxBytes);
    const bytes = readExactly(file, Number(before.size));
    const after = fstatSync(file, { bigint: true });
    const settled = Math.abs(Date.now() - Number(after.mtimeMs)) > stampResolutionMs;
    const same = bytes !== null && before.size === after.size && before.mtimeNs === after.mtimeNs && before.ctimeNs === after.ctimeNs;
    return same && settled ? bytes : null;
  } catch (fault) {
    throw fault instanceof AppError ? fault : unreadable(source, fault);
  } finally {
    closeSync(file);
  }
}

function opened(path: string, source: string): number {
  try {
    return openSync(path, flags);
  } catch (fault) {
    throw unreadable(source, fault);
  }
}

/** The text of an ignore file; null when it cannot be read or is too long to be one. */
export function readRuleFile(path: string): string | null {
  let file: number | null = null;
  try {
    file = openSync(path, flags);
    const size = fstatSync(file).size;
    const bytes = size <= megabyte ? readExactly(file, size) : null;
    return bytes === null ? null : new TextDecoder().decode(bytes);
  } catch {
    // Without its rules the folder is read whole: more is met than was wanted, nothing is lost.
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}

/**
 * A folder on the way may have been swapped for a link since the walk: what was opened must lie inside.
 * False when another file has taken its place meanwhile.
 */
function isStillThere(root: string, path: string, source: string, openedFile: BigIntStats): boolean {
  const real = realpathSync.native(path);
  if (real !== root && !isInside(root, real)) {
    throw new AppError('path-refused', `${source} leads out of the folder`, 'Put the file itself into the folder.');
  }
  const now = statSync(real, { bigint: true });
  return now.ino === openedFile.ino && now.dev === openedFile.dev;
}

/** True when the real path lies below the real folder. */
export function isInside(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** Null when the file is shorter than its size said. */
function readExactly(file: number, size: number): Uint8Array | null {
  const bytes = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  while (filled < size) {
    const read = readSync(file, bytes, filled, size - filled, null);
    if (read === 0) return null;
    filled += read;
  }
  return bytes;
}

function tooLarge(source: string, size: number, maxBytes: number): AppError {
  const limit = `${(maxBytes / megabyte).toFixed(maxBytes < megabyte ? 3 : 0)} MB`;
  return new AppError(
    'file-too-large',
    `${source} has ${(size / megabyte).toFixed(1)} MB, the limit is ${limit}`,
    'Split it, or raise maxFileBytes in carrel.json.',
  );
}

function unreadable(source: string, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown fault';
  const known: Readonly<Record<string, readonly [string, string]>> = {
    EACCES: ['may not be read', 'Give this user the right to read it.'],
    EPERM: ['may not be read', 'Give this user the right to read it.'],
    ENOENT: ['vanished before it was read', 'Ingest again.'],
    ELOOP: ['became a link', 'Put the file itself into the folder.'],
    EIO: ['could not be read from the disk', 'Check the disk or the network share.'],
  };
  const [what, remedy] = known[code] ?? [`could not be opened (${code})`, 'Check the file, then ingest again.'];
  return new AppError('file-unreadable', `${source} ${what}`, remedy, cause);
}
