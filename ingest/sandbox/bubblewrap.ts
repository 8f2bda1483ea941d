/**
 * The second wall, on Linux where bubblewrap is installed: the kernel gives the parser process a world of its own, with
 * no network, no other process, and no file but the program's own and the libraries that Node itself is linked to. It
 * stands where the first wall, inside the process, may have a hole.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { processEnvironment } from '../../core/config.ts';

/** Where distributions put shared libraries; what is not there is passed over. */
const libraries = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/etc/ld.so.cache', '/nix/store', '/gnu/store'];

/** The program, or null where there is none. */
export function findBubblewrap(): string | null {
  if (process.platform !== 'linux') return null;
  const folders = (processEnvironment().PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  return [...folders, '/usr/bin'].map((folder) => join(folder, 'bwrap')).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us.
    return false;
  }
}

/** The command in a world that holds `readable` and nothing else. It dies with whoever started it. */
export function behindBubblewrap(
  bubblewrap: string,
  readable: readonly string[],
  folder: string,
  command: readonly string[],
): readonly string[] {
  return [
    bubblewrap,
    ...['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ...libraries.flatMap((path) => ['--ro-bind-try', path, path]),
    ...readable.flatMap((path) => ['--ro-bind', path, path]),
    ...['--remount-ro', '/', '--chdir', folder],
    ...['--', ...command],
  ];
}
