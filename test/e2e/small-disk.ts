/** A disk of a few megabytes that a test can fill: a tmpfs, which only root may mount. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly folder: string;
  /** Takes all room but so many bytes, as another program does. */
  fill(leftBytes: number): void;
  /** Gives so much of it back. */
  free(bytes: number): void;
  remount(options: string): void;
  close(): void;
}

/** Null where a small disk can be had, else why not. */
export const noSmallDisk: string | null = refusal();

function refusal(): string | null {
  if (process.platform !== 'linux') return 'a tmpfs is mounted on Linux alone';
  try {
    openSmallDisk(1).close();
    return null;
  } catch {
    return 'this user may not mount a tmpfs';
  }
}

export function openSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'carrel-test', folder], { stdio: 'pipe' });
  const ballast = join(folder, 'ballast');
  let ballastBytes = 0;
  mkdirSync(join(folder, 'data'));
  return {
    folder: join(folder, 'data'),
    fill(leftBytes) {
      ballastBytes += Math.max(0, freeBytes(folder) - leftBytes);
      writeFileSync(ballast, Buffer.alloc(ballastBytes));
    },
    free(bytes) {
      ballastBytes = Math.max(0, ballastBytes - bytes);
      truncateSync(ballast, ballastBytes);
    },
    remount: (options) => {
      execFileSync('mount', ['-o', `remount,${options}`, folder], { stdio: 'pipe' });
    },
    close() {
      execFileSync('umount', [folder], { stdio: 'pipe' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};
