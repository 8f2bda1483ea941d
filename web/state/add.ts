/** Files on their way to the shelf: gathered, aimed at a collection, sent. */
import { signal } from '@preact/signals';
import type { Job } from '../../core/types.ts';
import { createCollection } from '../api/collections.ts';
import { type Fault, isAbort, pageFault, toFault } from '../api/http.ts';
import { ingestFolder, uploadFiles } from '../api/jobs.ts';
import type { UploadFile } from '../api/upload-file.ts';
import { commonFolder, type DroppedEntry, fromInput, type Gathered, gather } from '../shelf/dropped-files.ts';
import { place, showCollection } from './address.ts';
import { follow } from './jobs.ts';
import { status } from './server.ts';
import { drawerOpen, shelfFolded } from './settings.ts';
import { collections, loadCollections } from './shelf.ts';

export interface Chosen extends Gathered {
  readonly sizeBytes: number;
  /** A name for a new collection. */
  readonly suggestedName: string;
}

export const chosen = signal<Chosen | null>(null);
/** Files found so far while a dropped folder is walked. */
export const gathering = signal<number | null>(null);
export const sending = signal<{ readonly sentBytes: number; readonly totalBytes: number } | null>(null);
/** Paths sent by this page, by job: a running job shows them before it reaches them. */
export const sentFiles = signal<ReadonlyMap<string, readonly string[]>>(new Map());
export const addFault = signal<Fault | null>(null);

let upload = new AbortController();

export async function takeDrop(entries: readonly DroppedEntry[]): Promise<void> {
  gathering.value = 0;
  const gathered = await gather(entries, (files) => {
    gathering.value = files;
  });
  gathering.value = null;
  choose(gathered);
}

export function takeInput(list: Iterable<File>): void {
  choose(fromInput(list));
}

export function dropChoice(): void {
  upload.abort();
  chosen.value = null;
  sending.value = null;
  addFault.value = null;
}

/** Sends the chosen files to a collection, which is made if there is none of that name. */
export async function addTo(name: string): Promise<void> {
  const choice = chosen.value;
  if (choice === null) return;
  const most = status.value?.limits.maxUploadBytes ?? Number.POSITIVE_INFINITY;
  await adding(name, async () => {
    if (choice.sizeBytes > most) throw pageFault('upload-too-large');
    sending.value = { sentBytes: 0, totalBytes: choice.sizeBytes };
    const onProgress = (sentBytes: number, totalBytes: number): void => {
      sending.value = { sentBytes, totalBytes };
    };
    const files = pathsFor(name, choice);
    const job = await uploadFiles(name, files, onProgress, upload.signal);
    sentFiles.value = new Map([...sentFiles.value, [job.id, files.map(({ path }) => path)]]);
    return job;
  });
}

/** Has the server read a folder of its own machine. */
export async function addFolder(name: string, path: string): Promise<void> {
  await adding(name, () => ingestFolder(name, path));
}

async function adding(name: string, begin: () => Promise<Job>): Promise<void> {
  addFault.value = null;
  upload = new AbortController();
  try {
    const isKnown = collections.value?.some((collection) => collection.name === name) ?? false;
    if (!isKnown) await createCollection(name);
    const job = await begin();
    chosen.value = null;
    await loadCollections();
    if (place.value.collection !== name) showCollection(name);
    void follow(job);
  } catch (error) {
    if (!isAbort(error)) addFault.value = toFault(error);
  } finally {
    sending.value = null;
  }
}

/** A folder that gives the collection its name would only repeat itself in every path. */
function pathsFor(name: string, { files }: Chosen): readonly UploadFile[] {
  const folder = commonFolder(files);
  if (folder === null || folder !== name) return files;
  return files.map(({ path, file }) => ({ path: path.slice(folder.length + 1), file }));
}

function choose(gathered: Gathered): void {
  addFault.value = null;
  const sizeBytes = gathered.files.reduce((sum, { file }) => sum + file.size, 0);
  chosen.value = { ...gathered, sizeBytes, suggestedName: nameFor(commonFolder(gathered.files)) };
  shelfFolded.value = 'no';
  drawerOpen.value = true;
}

/** The nearest name that the server takes, and that is not taken: letters, digits, blank, `.`, `_`, `-`. */
function nameFor(folder: string | null): string {
  const cleaned = (folder ?? '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N} ._-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .replace(/[. ]+$/u, '');
  return cleaned === '' ? 'documents' : cleaned.slice(0, 80);
}
