/**
 * The packs of this process: made once, kept in step with their collections, and given to every question.
 * Old versions are in memory only, and for minutes: docs/decisions/050-pack-and-delta.md.
 */
import type { Config } from '../../../core/config.ts';
import type { CollectionAccess } from '../../../core/ports.ts';
import type { DocumentId, DocumentRecord } from '../../../core/types.ts';
import { canonicalPack, deltaTokens, extendedPack, type Pack, relabelledPack } from './pack.ts';
import { type DocumentVersion, readVersions } from './version.ts';

export interface PackScope {
  readonly collection: CollectionAccess;
  readonly config: Config;
}

export interface PackDeps extends PackScope {
  countTokens(text: string): number;
}

interface Shelved {
  pack: Pack | null;
  /** A model was given it: from now on its bytes are worth keeping. */
  isRead: boolean;
  /** The update that is under way; the next waits for it. */
  turn: Promise<unknown>;
  timer: NodeJS.Timeout | null;
}

// Texts of the packs that are kept: 16 million characters are some 15 collections of 256k tokens. One that takes half of
// that fits no window there is; it was packed to be counted, and is not kept.
const mostCharacters = 16_000_000;
/** With more than this share of it out of place, a fresh pack costs less than what the delta costs every question. */
const mostDeltaShare = 0.2;
/** Nobody waits while nobody asks: old versions are then forgotten, and the pack is in canonical order again. */
const idleMs = 5 * 60_000;

type Shelf = Map<string, Shelved>;

// Packs belong to a process with its config; a restart begins with none. Each way of counting has its own, so that a
// model's own vocabulary is never mixed with another one's counts, and what one model has read binds no other.
const shelves = new WeakMap<Config, Shelf>();
const counterNumbers = new WeakMap<PackDeps['countTokens'], number>();
let nextCounter = 0;

function keyOf({ collection, countTokens }: PackDeps): string {
  const number = counterNumbers.get(countTokens) ?? nextCounter++;
  counterNumbers.set(countTokens, number);
  return `${number} ${collection.name}`;
}

/**
 * The collection as it is to be sent now. The same object as long as nothing has changed.
 * @param records every readable document, as the collection lists them now
 */
export function packedCollection(deps: PackDeps, records: readonly DocumentRecord[]): Promise<Pack> {
  return inTurn(deps, async (shelved) => {
    const pack = await inStep(shelved, deps, records);
    keep(shelved, pack, deps);
    return pack;
  });
}

/** The newest versions in canonical order: for when old ones would not leave enough room. */
export function repacked(deps: PackDeps, records: readonly DocumentRecord[]): Promise<Pack> {
  return inTurn(deps, async (shelved) => {
    const pack = await inOrder(shelved, await inStep(shelved, deps, records), deps);
    keep(shelved, pack, deps);
    return pack;
  });
}

/** Notes that a model is given this pack: later changes are appended to it. */
export function markRead(deps: PackDeps, pack: Pack): void {
  const shelved = shelves.get(deps.config)?.get(keyOf(deps));
  if (shelved?.pack === pack) shelved.isRead = true;
}

/** A version of a document that is still in a pack; null when there is none. Whether the document may be shown is for the caller to know. */
export function keptVersion({ config, collection }: PackScope, id: DocumentId, hash: string): DocumentVersion | null {
  for (const [key, { pack }] of shelves.get(config) ?? []) {
    if (key.slice(key.indexOf(' ') + 1) !== collection.name) continue;
    const found = pack?.versions.find(({ version: { record } }) => record.id === id && record.hash === hash);
    if (found !== undefined) return found.version;
  }
  return null;
}

function inTurn<Result>(deps: PackDeps, work: (shelved: Shelved) => Promise<Result>): Promise<Result> {
  const shelved = shelvedFor(deps);
  const result = shelved.turn.then(() => work(shelved));
  // A failed update is the fault of its own question, not of the next.
  shelved.turn = result.catch(() => undefined);
  return result;
}

function shelvedFor(deps: PackDeps): Shelved {
  const shelf: Shelf = shelves.get(deps.config) ?? new Map();
  shelves.set(deps.config, shelf);
  const key = keyOf(deps);
  const shelved = shelf.get(key) ?? { pack: null, isRead: false, turn: Promise.resolve(), timer: null };
  // Insertion order is the order of last use.
  shelf.delete(key);
  shelf.set(key, shelved);
  trim(shelf);
  return shelved;
}

/** What has changed since is read again; the rest is taken as it is. */
async function inStep(shelved: Shelved, deps: PackDeps, records: readonly DocumentRecord[]): Promise<Pack> {
  const { pack } = shelved;
  const readable = records.filter(({ chunks }) => chunks > 0);
  if (pack === null) return canonicalPack(await readVersions(deps.collection, readable), null, deps.countTokens);
  const changed = readable.filter((record) => !isSame(record, pack.current.get(record.id)?.version.record));
  if (changed.length === 0 && readable.length === pack.current.size) return pack;
  const read = await readVersions(deps.collection, changed);
  const gone = missing(pack, readable, changed, read);
  const isKnown = ({ record, digest }: DocumentVersion): boolean => pack.current.get(record.id)?.version.digest === digest;
  const relabelled = relabelledPack(pack, read.filter(isKnown));
  const newer = read.filter((version) => !isKnown(version));
  if (gone.size === 0 && newer.length === 0) return relabelled;
  // No byte of what was deleted is to be sent again, and what no model has read has no place to keep.
  if (gone.size === 0 && shelved.isRead) {
    const extended = await extendedPack(relabelled, newer, deps.countTokens);
    if (deltaTokens(extended) <= extended.tokens * mostDeltaShare) return extended;
  }
  return inOrder(shelved, relabelled, deps, newer, gone);
}

/** A document that was saved again has another time, whatever its bytes. */
function isSame(record: DocumentRecord, packed: DocumentRecord | undefined): boolean {
  return packed !== undefined && packed.hash === record.hash && packed.ingestedAt === record.ingestedAt;
}

/** Documents of the pack that are no longer listed, or were gone when they were to be read. */
function missing(
  pack: Pack,
  readable: readonly DocumentRecord[],
  changed: readonly DocumentRecord[],
  read: readonly DocumentVersion[],
): ReadonlySet<DocumentId> {
  const found = new Set(read.map(({ record }) => record.id));
  const lost = new Set(changed.filter(({ id }) => !found.has(id)).map(({ id }) => id));
  const listed = new Set(readable.map(({ id }) => id));
  return new Set([...pack.current.keys()].filter((id) => !listed.has(id) || lost.has(id)));
}

/** The newest versions of all that is not gone, in canonical order: no model has read this yet. */
function inOrder(
  shelved: Shelved,
  pack: Pack,
  deps: PackDeps,
  newer: readonly DocumentVersion[] = [],
  gone: ReadonlySet<DocumentId> = new Set(),
): Promise<Pack> {
  shelved.isRead = false;
  const newest = new Map([...pack.current].map(([id, { version }]) => [id, version]));
  for (const version of newer) newest.set(version.record.id, version);
  for (const id of gone) newest.delete(id);
  return canonicalPack([...newest.values()], pack, deps.countTokens);
}

function keep(shelved: Shelved, pack: Pack, deps: PackDeps): void {
  shelved.pack = charactersOf(pack) > mostCharacters / 2 ? null : pack;
  if (shelved.timer !== null) clearTimeout(shelved.timer);
  shelved.timer = null;
  if (isInOrder(pack)) return;
  shelved.timer = setTimeout(() => void putInOrder(deps), idleMs);
  shelved.timer.unref();
}

const isInOrder = ({ base, versions, outdated }: Pack): boolean => base === versions.length && outdated.size === 0;

const charactersOf = (pack: Pack | null): number => pack?.documents.reduce((sum, { text }) => sum + text.length, 0) ?? 0;

/** What is done when nobody has asked for some minutes: old versions are forgotten, and whoever watches is told. */
export function putInOrder(deps: PackDeps): Promise<void> {
  return inTurn(deps, async (shelved) => {
    if (shelved.pack === null || isInOrder(shelved.pack)) return;
    shelved.pack = await inOrder(shelved, shelved.pack, deps);
    watchers.get(deps.config)?.(deps.collection.name);
  });
}

const watchers = new WeakMap<Config, (collection: string) => void>();

/** Calls back after a pack was put in order because nobody asked: a good moment to let the model read it again. */
export function whenPutInOrder(config: Config, then: (collection: string) => void): void {
  watchers.set(config, then);
}

/** Lets the packs go that were used the longest ago; the one in use stays. */
function trim(shelf: Shelf): void {
  let characters = [...shelf.values()].reduce((sum, { pack }) => sum + charactersOf(pack), 0);
  for (const [name, { pack, timer }] of shelf) {
    if (characters <= mostCharacters || shelf.size === 1) return;
    characters -= charactersOf(pack);
    if (timer !== null) clearTimeout(timer);
    shelf.delete(name);
  }
}
