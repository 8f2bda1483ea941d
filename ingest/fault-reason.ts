import { AppError } from '../core/errors.ts';

/** What a job's entry says of the fault that ended it. One of our own making is told to the log in full. */
export function faultReason(fault: unknown, job: string, log: (line: string) => void): string {
  if (fault instanceof AppError) return `${fault.message}. ${fault.hint}`;
  log(`job ${job}: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`);
  return 'The ingest met a fault of its own. Ingest again; if it stays, look into the log.';
}
