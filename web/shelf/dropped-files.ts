/** Walks what was dropped. Folders keep their paths; folders that only tools read are left out, and named. */
import type { UploadFile } from '../api/upload-file.ts';

/** The part of FileSystemEntry that is used, so that the walk can be tried without a browser. */
export interface DroppedEntry {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly name: string;
  file?(done: (file: File) => void, failed: (error: unknown) => void): void;
  createReader?(): { readEntries(done: (entries: readonly DroppedEntry[]) => void, failed: (error: unknown) => void): void };
}

export interface Gathered {
  readonly files: readonly UploadFile[];
  /** Paths that were not taken. */
  readonly leftOut: readonly string[];
}

const toolFolders: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules', '__pycache__']);

export async function gather(entries: readonly DroppedEntry[], onCount: (files: number) => void): Promise<Gathered> {
  const files: UploadFile[] = [];
  const leftOut: string[] = [];
  // Depth first with a list of our own: folders may be deeper than the call stack likes.
  const waiting = entries.map((entry) => ({ entry, path: entry.name })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { entry, path } = next;
    if (entry.isDirectory && toolFolders.has(entry.name)) leftOut.push(path);
    else if (entry.isDirectory) {
      const inside = await readFolder(entry).catch(() => null);
      if (inside === null) leftOut.push(path);
      else waiting.push(...inside.map((child) => ({ entry: child, path: `${path}/${child.name}` })).reverse());
    } else if (entry.isFile) {
      const file = await readFile(entry).catch(() => null);
      if (file === null) leftOut.push(path);
      else files.push({ path, file });
      onCount(files.length);
    }
  }
  return { files, leftOut };
}

/** Files of an `<input webkitdirectory>` bring their path; others only their name. */
export function fromInput(list: Iterable<File>): Gathered {
  const files: UploadFile[] = [];
  const leftOut = new Set<string>();
  for (const file of list) {
    const path = (file as { readonly webkitRelativePath?: string }).webkitRelativePath || file.name;
    const parts = path.split('/');
    const tool = parts.findIndex((part, index) => index < parts.length - 1 && toolFolders.has(part));
    if (tool === -1) files.push({ path, file });
    else leftOut.add(parts.slice(0, tool + 1).join('/'));
  }
  return { files, leftOut: [...leftOut] };
}

/** The one folder that everything lies in, or null. It names the new collection and then leaves the paths. */
export function commonFolder(files: readonly UploadFile[]): string | null {
  const first = files[0]?.path.split('/');
  const folder = first !== undefined && first.length > 1 ? first[0] : undefined;
  if (folder === undefined) return null;
  return files.every(({ path }) => path.startsWith(`${folder}/`)) ? folder : null;
}

function readFile(entry: DroppedEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    if (entry.file === undefined) reject(new Error(`${entry.name} is no file`));
    else entry.file(resolve, reject);
  });
}

/** readEntries gives at most 100 at a time (Chromium) and must be asked until it gives none. */
async function readFolder(entry: DroppedEntry): Promise<readonly DroppedEntry[]> {
  const reader = entry.createReader?.();
  if (reader === undefined) return [];
  const all: DroppedEntry[] = [];
  for (;;) {
    const some = await new Promise<readonly DroppedEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all.sort((first, second) => first.name.localeCompare(second.name));
    all.push(...some);
  }
}
