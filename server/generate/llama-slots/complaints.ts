/** Why a server's saved states are of no use, said once in the log and kept for the check-up. */

export interface Complaint {
  readonly message: string;
  readonly remedy: string;
}

const known = new Map<string, Complaint>();

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

/** Says it the first time; from then on the server at this address is not asked to keep states. */
export function complain(url: string, reason: keyof typeof complaints): void {
  if (known.has(url)) return;
  const { message, remedy } = complaints[reason];
  known.set(url, complaints[reason]);
  process.stderr.write(`carrel: ${message} (${new URL(url).origin}). ${remedy}\n`);
}

/** Null as long as nothing speaks against the states of the server at this address. */
export function complaintAbout(url: string): Complaint | null {
  return known.get(url) ?? null;
}
