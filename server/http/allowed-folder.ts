import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, resolve, sep } from 'node:path';
import { AppError } from '../../core/errors.ts';

/**
 * The real path of a folder that lies inside one of the allowed ones.
 * @throws AppError path-refused, path-unknown
 */
export async function allowedFolder(wanted: string, allowed: readonly string[]): Promise<string> {
  if (allowed.length === 0) {
    throw new AppError(
      'path-refused',
      'This server takes no folders by path',
      'Drop the files on the page, or name folders in CARREL_FOLDERS.',
    );
  }
  if (!isAbsolute(wanted) || wanted.includes('\0')) throw refused(allowed);
  const roots = await Promise.all(allowed.map((folder) => realpath(folder).catch(() => null)));
  const path = await realpath(wanted).catch(() => null);
  // The same words for "outside" and "does not exist" outside: the answer must not tell what else is on the disk.
  const inside = roots.some((root) => root !== null && isInside(path ?? resolve(wanted), root));
  if (!inside) throw refused(allowed);
  if (path === null || !(await stat(path)).isDirectory())
    throw new AppError('path-unknown', 'There is no such folder', 'Check the spelling.');
  return path;
}

function isInside(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function refused(allowed: readonly string[]): AppError {
  return new AppError(
    'path-refused',
    'That folder is not one of the allowed ones',
    `Name a folder inside ${allowed.length === 1 ? 'the allowed one' : `one of the ${allowed.length} allowed ones`} (CARREL_FOLDERS).`,
  );
}
