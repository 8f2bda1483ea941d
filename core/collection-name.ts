import { AppError } from './errors.ts';

const longest = 80;

/**
 * The name of a collection, which is also its file's name: letters, digits, blank, `.`, `_` and `-`, any script.
 * @throws AppError bad-name
 */
export function collectionName(wanted: string): string {
  const name = wanted.normalize('NFC').trim();
  const fits = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]*$/u.test(name) && name.length <= longest && !name.endsWith('.');
  if (!fits) {
    throw new AppError(
      'bad-name',
      `"${wanted.slice(0, longest)}" cannot be the name of a collection`,
      `Use up to ${longest} letters, digits, blanks, ".", "_" or "-", beginning with a letter or digit.`,
    );
  }
  return name;
}

/**
 * True for two spellings of one name. Upper and lower case are one, since most disks of Windows and macOS take them for
 * one: two collections that differ in nothing else would be one file there. By way of upper case, which knows that ß is SS
 * and that ς is Σ.
 */
export function sameName(one: string, other: string): boolean {
  return nameKey(one) === nameKey(other);
}

/** Alike for all spellings of a name. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** The nearest valid name to a folder's name. */
export function collectionNameFor(folder: string): string {
  const cleaned = folder
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N} ._-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .replace(/[. ]+$/u, '')
    .slice(0, longest);
  return collectionName(cleaned === '' ? 'documents' : cleaned);
}
