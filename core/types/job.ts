/** Ingest jobs and their reports. */

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** One line of an ingest report. */
export interface ReportLine {
  readonly source: string;
  readonly outcome: 'added' | 'changed' | 'unchanged' | 'removed' | 'unpacked' | 'skipped' | 'failed';
  readonly reason: string;
  readonly warnings: readonly string[];
}

export interface IngestReport {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Archives whose files were taken out: each of those counts by itself, the archive is no document. */
  readonly unpacked: number;
  readonly skipped: number;
  readonly failed: number;
  /** Every file that is not simply added, unchanged or unpacked, and every file with warnings. */
  readonly lines: readonly ReportLine[];
  readonly tookMs: number;
}

/** Why nothing goes on at the moment, though nothing has failed: it goes on by itself. */
export interface JobPause {
  readonly reason: string;
  readonly since: string;
}

export interface Job {
  readonly id: string;
  readonly collection: string;
  readonly state: JobState;
  readonly done: number;
  readonly total: number;
  readonly etaMs: number | null;
  /** The file or phase being worked on: "handbook/leave.md", "learning vectors". */
  readonly current: string;
  readonly report: IngestReport | null;
  /** Why it failed, with the remedy; empty otherwise. */
  readonly reason: string;
  /** Null unless it waits for the disk. */
  readonly paused: JobPause | null;
  readonly createdAt: string;
}
