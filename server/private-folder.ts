/**
 * The data folder is its owner's alone: it holds what people wrote. Windows has no such rights; there a folder below the
 * user's own has those of that folder.
 */
import { chmodSync, existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** What others may do with a file. */
const ofOthers = 0o077;

/** What Carrel makes in a data folder, so that a folder that somebody shares with other programs keeps theirs as they are. */
const ours =
  /^(app\.sqlite.*|reserve|server\.(json|lock).*|(carrel|last-asked|measurements|reading-speed|reading-length|writing-speed)\.json.*|collections|embedders|locks|uploads|states|vocabularies)$/;

/**
 * From here on this process and its children make files that only their owner can read, also where a library makes them;
 * and what an older version has left open in the data folder is closed.
 */
export function keepPrivate(data: string): void {
  process.umask(ofOthers);
  // It may be a link itself; those in it are not followed.
  if (existsSync(data)) tighten(realpathSync(data));
}

/** Closes what Carrel has made in the folder to others, and the folder itself where nothing else is in it. */
export function tighten(data: string): void {
  if (process.platform === 'win32' || !isOpenToOthers(data)) return;
  const entries = entriesOf(data);
  if (entries.every((name) => ours.test(name) || name === 'lost+found')) close(data);
  for (const name of entries) if (ours.test(name)) tightenAll(join(data, name));
}

/** True when others of this machine can look into the folder. */
export function isOpenToOthers(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return process.platform !== 'win32' && found !== undefined && !found.isSymbolicLink() && (found.mode & ofOthers) !== 0;
}

/** The folder before what is in it. */
function tightenAll(path: string): void {
  if (isOpenToOthers(path)) close(path);
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  for (const name of entriesOf(path)) tightenAll(join(path, name));
}

function close(path: string): void {
  try {
    chmodSync(path, lstatSync(path).mode & ~ofOthers);
  } catch {
    // Somebody else's file, or a disk without rights; or it is gone by now. `carrel doctor` says when the folder stays open.
  }
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not there, or closed to us: nothing that we could change.
    return [];
  }
}
