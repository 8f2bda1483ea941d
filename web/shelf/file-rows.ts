import type { DocumentRecord, DocumentStatus, Job } from '../../core/types.ts';

export interface FileRow {
  readonly source: string;
  readonly state: DocumentStatus | 'now' | 'waiting';
}

const order: Readonly<Record<FileRow['state'], number>> = { now: 0, failed: 1, skipped: 2, waiting: 3, indexed: 4 };

/**
 * The files of a running job, what needs a look first. `sent` are the paths this page has uploaded; a job that was
 * begun elsewhere shows the files that it has reached.
 */
export function fileRows(sent: readonly string[], documents: readonly DocumentRecord[], job: Job): readonly FileRow[] {
  const states = new Map<string, FileRow['state']>(sent.map((source) => [source, 'waiting']));
  for (const { source, status, ingestedAt } of documents) {
    if (ingestedAt >= job.createdAt) states.set(source, status);
  }
  const isFile = states.has(job.current) || (sent.length === 0 && job.current !== '');
  if (isFile && states.get(job.current) !== 'indexed') states.set(job.current, 'now');
  const rows = [...states].map(([source, state]) => ({ source, state }));
  return rows.sort((first, second) => order[first.state] - order[second.state] || (first.source < second.source ? -1 : 1));
}
