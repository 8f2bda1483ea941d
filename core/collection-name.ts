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
