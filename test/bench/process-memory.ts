/** Memory of a process and all its descendants, from /proc. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessMemory {
  readonly command: string;
  /** Proportional set size: shared pages are divided among those who share them, so that the sum is what is really used. */
  readonly bytes: number;
}

export function treeMemory(root: number): readonly ProcessMemory[] {
  const parents = new Map(processIds().map((id) => [id, parentOf(id)]));
  const isInTree = (id: number): boolean => id === root || (parents.get(id) !== undefined && isInTree(parents.get(id) ?? 0));
  return [...parents.keys()].filter(isInTree).map((id) => ({ command: commandOf(id), bytes: proportionalBytes(id) }));
}

function processIds(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function parentOf(id: number): number | undefined {
  const line = /^PPid:\s+(\d+)/m.exec(read(`/proc/${id}/status`));
  return line === null ? undefined : Number(line[1]);
}

function commandOf(id: number): string {
  const words = read(`/proc/${id}/cmdline`).split('\0').filter(Boolean);
  return words.find((word) => /\.[jt]s$/.test(word)) ?? words[0] ?? '';
}

function proportionalBytes(id: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${id}/smaps_rollup`))?.[1] ?? 0) * 1024;
}

/** Empty for a process that has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
