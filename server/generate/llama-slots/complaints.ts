/** Why a server's saved states are of no use, said once in the log and kept for the check-up. */
import { log } from '../../../core/log.ts';

export interface Complaint {
  readonly message: string;
  readonly remedy: string;
}

const known = new Map<string, { readonly complaint: Complaint; readonly sinceMs: number }>();

/** Somebody may have started it again with what was missing. */
const tryAgainMs = 3_600_000;

const complaints = {
  refused: {
    message: 'llama-server keeps nothing of what it has read',
    remedy: 'Start it with --slot-save-path and a folder, and documents need not be read again after it was restarted.',
  },
  useless: {
    message: 'llama-server takes back what it had read and then reads all of it again',
    remedy: 'For models with a sliding window (Gemma) start it with --swa-full where memory allows.',
  },
} as const satisfies Readonly<Record<string, Complaint>>;

type Reason = keyof typeof complaints;

/** Says it the first time; for an hour from now on the server at this address is not asked to keep states. */
export function complain(url: string, reason: Reason): void {
  const complaint = complaints[reason];
  const isNew = known.get(url)?.complaint !== complaint;
  known.set(url, { complaint, sinceMs: Date.now() });
  if (isNew) log('warning', `${complaint.message} (${new URL(url).origin}). ${complaint.remedy}`);
}

/** It turned out not to be so any more. */
export function withdraw(url: string, reason: Reason): void {
  if (known.get(url)?.complaint === complaints[reason]) known.delete(url);
}

/** Whether it is worth asking the server at this address to keep states. */
export function mayKeepStates(url: string, nowMs: number = Date.now()): boolean {
  const found = known.get(url);
  return found === undefined || nowMs - found.sinceMs > tryAgainMs;
}

/** For the check-up; null as long as nothing speaks against its states. */
export function complaintAbout(url: string): Complaint | null {
  return known.get(url)?.complaint ?? null;
}
