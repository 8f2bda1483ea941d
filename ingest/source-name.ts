/** What a person calls a file: a path inside the collection. It never reaches the file system. */
import { AppError } from '../core/errors.ts';

/** PATH_MAX of Linux is 4096 bytes; a path four times shorter is still longer than any a person wrote. */
const longest = 1024;

/** C0 controls have a visible twin at U+2400. */
const controlPictures = 0x2400;

/**
 * Makes the name of a source out of a name that a client, an archive or a disk gave: NFC, `/` between folders,
 * relative, and with every character that could hide or forge a line made visible.
 * @throws AppError bad-name when it is empty, too long, holds NUL, or leads out of the collection with `..`.
 */
export function sourceName(given: string): string {
  const slashed = given.toWellFormed().normalize('NFC').replaceAll('\\', '/');
  const parts = slashed
    .replace(/^[A-Za-z]:(?=\/)/, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  if (parts.length === 0) throw refusal(given, 'is empty', 'Give the file a name.');
  if (slashed.includes('\0')) throw refusal(given, 'holds a NUL character', 'Rename the file.');
  if (parts.includes('..')) throw refusal(given, 'leads out of the collection', 'Send a name without "..".');
  const name = visible(parts.join('/'));
  if (name.length > longest) throw refusal(given, `is over ${longest} characters long`, 'Give it a shorter name or fewer folders.');
  return name;
}

/** A refused name still has to stand in a report: in a form that is no path and forges no line. */
export function shownName(given: string): string {
  const parts = given.toWellFormed().normalize('NFC').replaceAll('\\', '/').split('/');
  const shown = parts.filter((part) => part !== '' && part !== '.').map((part) => (part === '..' ? '(..)' : part));
  return shown.length === 0 ? '(no name)' : visible(shown.join('/')).slice(0, longest);
}

/** The text with line breaks, other controls and direction overrides replaced by a visible sign each. */
export function visible(text: string): string {
  return text
    .replace(/[\u0000-\u001f]/g, (control) => String.fromCharCode(controlPictures + control.charCodeAt(0)))
    .replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** The wanted name when it is free, else the same with ` (2)`, ` (3)` … before its ending. */
export function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(wanted)) return wanted;
  const folderEnd = wanted.lastIndexOf('/') + 1;
  const dot = wanted.lastIndexOf('.');
  const stemEnd = dot > folderEnd ? dot : wanted.length;
  for (let count = 2; ; count += 1) {
    const name = `${wanted.slice(0, stemEnd)} (${count})${wanted.slice(stemEnd)}`;
    if (!isTaken(name)) return name;
  }
}

function refusal(given: string, what: string, remedy: string): AppError {
  return new AppError('bad-name', `The file name "${visible(given.slice(0, 120))}" ${what}`, remedy);
}
