/** Finds the files below a folder. It looks at names and kinds; it opens nothing but the ignore files. */
import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../core/errors.ts';
import { type IgnoreRules, isIgnored, isRubbish, ruleFiles, rulesWithin } from './ignore-rules.ts';
import { isInside, readRuleFile } from './read-file.ts';
import { shownName, sourceName, visible } from './source-name.ts';

/** One file met: to be read, or refused with a reason that holds the remedy. A folder that cannot be listed is met as one. */
export type FoundFile =
  | { readonly kind: 'file'; readonly source: string; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: 'refused' | 'closed-folder'; readonly source: string; readonly reason: string };

export interface FoundRoot {
  /** The real path of what was named. */
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * Resolves the folder or file that a person named.
 * @throws AppError path-unknown, path-refused
 */
export function findRoot(named: string): FoundRoot {
  const name = visible(basename(named));
  try {
    const path = realpathSync.native(named);
    const kind = statSync(path);
    if (kind.isDirectory() || kind.isFile()) return { path, isFolder: kind.isDirectory() };
  } catch (cause) {
    throw new AppError('path-unknown', `There is no file or folder "${name}"`, 'Check the path and the right to read it.', cause);
  }
  throw new AppError('path-refused', `"${name}" is neither a file nor a folder`, 'Name a folder or a file.');
}

/**
 * Walks a root in the order of names, the same each time. A single file is found whatever the ignore rules say.
 * Links are not followed: what one points at inside the folder is found in its own place.
 * Folders in `excluded` (real paths) are passed over.
 */
export function* discover(root: FoundRoot, excluded: readonly string[]): Generator<FoundFile> {
  if (root.isFolder) {
    yield* walk({ root: root.path, excluded }, root.path, '', []);
    return;
  }
  yield { kind: 'file', source: sourceName(basename(root.path)), path: root.path, sizeBytes: statSync(root.path).size };
}

interface Walk {
  readonly root: string;
  readonly excluded: readonly string[];
}

function* walk(walkOf: Walk, path: string, source: string, above: IgnoreRules): Generator<FoundFile> {
  const entries = listed(path);
  if (entries === null) {
    const reason = 'This folder may not be listed. Give this user the right to read it.';
    yield { ...refused(source === '' ? '.' : source, reason), kind: 'closed-folder' };
    return;
  }
  const rules = rulesWithin(above, source, ruleTexts(path, entries));
  for (const entry of entries) {
    const inner = source === '' ? entry.name : `${source}/${entry.name}`;
    if (isRubbish(entry.name) || isIgnored(rules, inner, entry.isDirectory())) continue;
    yield* entryOf(walkOf, entry, join(path, entry.name), inner, rules);
  }
}

function* entryOf(walkOf: Walk, entry: Dirent, path: string, source: string, rules: IgnoreRules): Generator<FoundFile> {
  if (isUndecodable(entry, path)) yield refused(source, 'Its name is not valid UTF-8. Rename it.');
  else if (entry.isDirectory()) {
    if (!walkOf.excluded.includes(path)) yield* walk(walkOf, path, source, rules);
  } else if (entry.isSymbolicLink()) yield refused(source, linkReason(walkOf.root, path));
  else if (entry.isFile()) yield fileAt(path, source);
  else yield refused(source, `It is ${specialKind(entry)}, not a file. Leave it out, or copy what it gives into a file.`);
}

/** Names sorted by code unit, so that the order does not hang on the file system or the locale. */
function listed(path: string): readonly Dirent[] | null {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch {
    // Said in the report by the caller: one closed folder does not stop the walk.
    return null;
  }
}

function ruleTexts(path: string, entries: readonly Dirent[]): readonly string[] {
  const present = ruleFiles.filter((name) => entries.some((entry) => entry.name === name && entry.isFile()));
  return present.flatMap((name) => readRuleFile(join(path, name)) ?? []);
}

/** Node puts U+FFFD for bytes that are no UTF-8; there is then no file of the decoded name. */
function isUndecodable(entry: Dirent, path: string): boolean {
  return entry.name.includes('\ufffd') && lstatSync(path, { throwIfNoEntry: false }) === undefined;
}

function fileAt(path: string, source: string): FoundFile {
  try {
    return { kind: 'file', source: sourceName(source), path, sizeBytes: statSync(path).size };
  } catch (fault) {
    if (fault instanceof AppError) return refused(source, `${fault.message}. ${fault.hint}`);
    return refused(source, 'It vanished, or may not be looked at. Check the right to read it, then ingest again.');
  }
}

function linkReason(root: string, path: string): string {
  try {
    const target = realpathSync.native(path);
    return isInside(root, target) || target === root
      ? 'It is a link; what it points at is read in its own place.'
      : 'It is a link that leads out of the folder. Put the file itself into the folder.';
  } catch {
    // ENOENT, ELOOP, EACCES: for the person all of these are a link that cannot be gone after.
    return 'It is a link that leads nowhere. Remove or mend it.';
  }
}

function specialKind(entry: Dirent): string {
  if (entry.isFIFO()) return 'a pipe';
  if (entry.isSocket()) return 'a socket';
  return 'a device';
}

function refused(source: string, reason: string): Extract<FoundFile, { readonly reason: string }> {
  return { kind: 'refused', source: source === '.' ? source : shownName(source), reason };
}
