/** Where a collection lies, however its name is spelled, and whether it is on its way out. */
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectionName, sameName } from '../../collection-name.ts';
import { AppError } from '../../errors.ts';
import { translated } from './faults.ts';

const extension = '.carrel';
// Stands beside the collection from the moment somebody deletes it until its last file is gone, whoever is killed meanwhile.
const leavingExtension = '.leaving';

export interface CollectionPlace {
  /** The real one, as it is known to jobs and answers. */
  readonly name: string;
  readonly path: string;
  /** Being deleted: closed to everybody. Its file may be gone already. */
  readonly isLeaving: boolean;
}

/** Every collection of the folder in the order of names, those that are being deleted too. */
export function collectionPlaces(data: string): readonly CollectionPlace[] {
  const folder = join(data, 'collections');
  if (!existsSync(folder)) return [];
  const files = translated('the folder of collections', () => readdirSync(folder));
  const stemsWith = (ending: string): readonly string[] =>
    files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
  const leaving = new Set(stemsWith(leavingExtension));
  return [...new Set([...stemsWith(extension), ...leaving])].sort().map((stem) => ({
    // Some disks and archives give names back decomposed.
    name: stem.normalize('NFC'),
    path: join(folder, `${stem}${extension}`),
    isLeaving: leaving.has(stem),
  }));
}

/**
 * The place of the collection that is called so, in this spelling or another; null when there is none.
 * @throws AppError bad-name; collection-ambiguous where an older version has made several that differ in spelling only
 */
export function placeOf(data: string, wanted: string): CollectionPlace | null {
  const name = collectionName(wanted);
  const alike = collectionPlaces(data).filter((place) => sameName(place.name, name));
  const exact = alike.find((place) => place.name === name);
  if (exact !== undefined || alike.length < 2) return exact ?? alike[0] ?? null;
  throw new AppError('collection-ambiguous', `"${name}" may be ${alike.map((place) => `"${place.name}"`).join(' or ')}`, 'Spell it so.');
}

/** @throws AppError as placeOf, collection-unknown, and collection-busy for one that is being deleted */
export function existingPlace(data: string, wanted: string): CollectionPlace {
  const place = placeOf(data, wanted);
  if (place === null || !(place.isLeaving || existsSync(place.path))) throw unknownCollection(collectionName(wanted));
  if (place.isLeaving) throw isLeaving(place.name);
  return place;
}

/** Where a new collection of this name will lie. @throws AppError bad-name, collection-exists, collection-busy */
export function freePlace(data: string, wanted: string): CollectionPlace {
  const name = collectionName(wanted);
  const alike = collectionPlaces(data).find((place) => sameName(place.name, name));
  if (alike?.isLeaving === true) throw isLeaving(alike.name);
  if (alike !== undefined) throw alreadyThere(alike.name);
  return { name, path: join(data, 'collections', `${name}${extension}`), isLeaving: false };
}

/** Closes the collection to everybody, for good: what follows can only be its end. */
export function markLeaving(place: CollectionPlace): void {
  writeFileSync(markOf(place), '');
}

/** The name is free again, or the collection open once more if its file is still there. */
export function unmarkLeaving(place: CollectionPlace): void {
  rmSync(markOf(place), { force: true });
}

/**
 * Tells one file from every other that ever has its name: its number on the disk, and when it was made. Null when it is gone.
 */
export function identityOf({ path }: CollectionPlace): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev} ${found.ino} ${found.birthtimeNs}`;
}

export function unknownCollection(name: string): AppError {
  return new AppError(
    'collection-unknown',
    `There is no collection "${name}"`,
    'See which there are with `carrel collections`, or ingest a folder into it.',
  );
}

function alreadyThere(name: string): AppError {
  return new AppError('collection-exists', `The collection "${name}" exists already`, 'Use it, or choose another name.');
}

function isLeaving(name: string): AppError {
  return new AppError('collection-busy', `The collection "${name}" is being deleted`, 'Wait a moment: then its name is free again.');
}

function markOf({ path }: CollectionPlace): string {
  return `${path.slice(0, -extension.length)}${leavingExtension}`;
}
