/** What becomes of one file that was met: unchanged, prepared, or not read, with its reason. */
import type { Config } from '../core/config.ts';
import { AppError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import type { OriginalFile } from '../core/ports.ts';
import type { PreparedDocument } from '../core/types.ts';
import type { IngestTask } from './index.ts';
import type { KnownFiles } from './known-files.ts';
import { headBytes, parserFor } from './parse/index.ts';
import type { Prepared } from './prepare.ts';
import { readWhole } from './read-file.ts';
import { isCurrentRecipe, recipeOf, recipeOfUnread } from './recipe.ts';
import type { ParserPool } from './sandbox/pool.ts';

/** A file to be met: on the disk, taken out of another file, or refused before it was opened. */
export type Candidate =
  | { readonly kind: 'file'; readonly source: string; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: 'inner'; readonly source: string; readonly bytes: Uint8Array; readonly lineage: Lineage }
  | { readonly kind: 'refused' | 'closed-folder'; readonly source: string; readonly reason: string };

/** Of which file on the disk an inner file is a part, and how deep it lies in it: 1 for what lies in the file itself. */
interface Lineage {
  readonly outermost: string;
  readonly depth: number;
}

export type UnreadFile = Omit<OriginalFile, 'kept'> & { readonly recipe: string };

export type Met =
  | { readonly kind: 'unchanged'; readonly source: string }
  | { readonly kind: 'unread'; readonly file: UnreadFile; readonly status: 'skipped' | 'failed'; readonly reason: string }
  /** It was read before and cannot be now: what is stored stays. */
  | { readonly kind: 'kept'; readonly source: string; readonly reason: string }
  | {
      readonly kind: 'document';
      readonly file: OriginalFile;
      readonly prepared: PreparedDocument;
      readonly container: Container | null;
    }
  | { readonly kind: 'archive'; readonly file: UnreadFile; readonly container: Container };

/** A file that holds others. */
export interface Container {
  readonly source: string;
  readonly lineage: Lineage;
  readonly inner: Prepared['inner'];
  readonly refused: Prepared['refused'];
}

export interface MeetDeps {
  readonly config: Config;
  readonly parsers: ParserPool;
  readonly known: KnownFiles;
  readonly signal: AbortSignal;
}

/** Meets one candidate. Throws only when the ingest was stopped. */
export async function meet(candidate: Candidate, task: IngestTask, deps: MeetDeps): Promise<Met> {
  const { source } = candidate;
  if ('reason' in candidate) {
    const file = { source, origin: task.origin, hash: '', sizeBytes: 0, recipe: recipeOfUnread };
    return { kind: 'unread', file, status: 'skipped', reason: candidate.reason };
  }
  let bytes: Uint8Array;
  try {
    bytes = candidate.kind === 'inner' ? nonEmpty(candidate) : await readWhole(task.root, candidate.path, source, deps.config.maxFileBytes);
  } catch (fault) {
    const sizeBytes = candidate.kind === 'file' ? candidate.sizeBytes : 0;
    const file = { source, origin: task.origin, hash: '', sizeBytes, recipe: recipeOfUnread };
    return unread(file, fault, deps.known.file(source)?.status === 'indexed');
  }
  const file = { source, origin: task.origin, hash: sha256(bytes), sizeBytes: bytes.length };
  if (isUnchanged(file, bytes, deps.known)) return { kind: 'unchanged', source };
  return prepared(candidate, bytes, file, task, deps);
}

async function prepared(
  candidate: Exclude<Candidate, { readonly reason: string }>,
  bytes: Uint8Array,
  file: Omit<OriginalFile, 'kept'>,
  task: IngestTask,
  deps: MeetDeps,
): Promise<Met> {
  const { source } = file;
  const lineage = candidate.kind === 'inner' ? candidate.lineage : { outermost: source, depth: 0 };
  try {
    const { document, inner, refused, recipe } = await deps.parsers.prepare({ source, bytes }, deps.signal);
    const container = inner.length + refused.length === 0 ? null : { source, lineage, inner, refused };
    if (document === null) {
      return { kind: 'archive', file: { ...file, recipe }, container: container ?? { source, lineage, inner, refused } };
    }
    const kept =
      task.inPlace && candidate.kind === 'file' ? ({ kind: 'path', path: candidate.path } as const) : ({ kind: 'bytes', bytes } as const);
    return { kind: 'document', file: { ...file, kept }, prepared: document, container };
  } catch (fault) {
    return unread({ ...file, recipe: recipeAfter(fault, source, bytes) }, fault, false);
  }
}

function nonEmpty({ source, bytes }: { readonly source: string; readonly bytes: Uint8Array }): Uint8Array {
  if (bytes.length === 0) throw new AppError('file-empty', `${source} is empty`, 'Nothing to read: 0 bytes.');
  return bytes;
}

/** Same bytes, same folder, and prepared as it would be today; for a container that holds for all that it gave. */
function isUnchanged(file: Omit<OriginalFile, 'kept'>, bytes: Uint8Array, known: KnownFiles): boolean {
  const before = known.file(file.source);
  if (before === null || before.hash !== file.hash || before.origin !== file.origin) return false;
  if (before.recipe !== recipeNow(file.source, bytes)) return false;
  return known.innerOf(file.source).every((source) => isCurrentRecipe(known.file(source)?.recipe ?? ''));
}

function recipeNow(source: string, bytes: Uint8Array): string {
  try {
    const parser = parserFor(source, bytes.subarray(0, headBytes));
    return parser === null ? recipeOfUnread : recipeOf(parser);
  } catch {
    // A known format that is not read: its refusal stands until some parser is new.
    return recipeOfUnread;
  }
}

/** A file that took too long or too much is tried again each time: the limit may be higher. */
function recipeAfter(fault: unknown, source: string, bytes: Uint8Array): string {
  const isTransient = fault instanceof AppError && (fault.code === 'parse-timeout' || fault.code === 'parse-memory');
  return isTransient ? '' : recipeNow(source, bytes);
}

/** Files that hold nothing to read, by nature or by rule, are skipped; the others failed. */
const skipCodes: ReadonlySet<string> = new Set(['file-empty', 'file-too-large', 'file-unsupported', 'path-refused']);

function unread(file: UnreadFile, fault: unknown, isIndexed: boolean): Met {
  // Neither is the fault of the file: the run was stopped, or no parser could be started.
  if (!(fault instanceof AppError) || fault.code === 'cancelled' || fault.code === 'internal') throw fault;
  const reason = `${fault.message}. ${fault.hint}`;
  if (isIndexed && fault.code === 'file-unreadable') {
    return { kind: 'kept', source: file.source, reason: `${reason} What was read of it earlier stays.` };
  }
  return { kind: 'unread', file, status: skipCodes.has(fault.code) ? 'skipped' : 'failed', reason };
}
