/** The report of an ingest: every file is counted, and every one that needs a word has a line. */
import type { IngestReport, ReportLine } from '../core/types.ts';

export interface ReportBook {
  enter(line: ReportLine): void;
  report(): IngestReport;
}

const plainOutcomes: ReadonlySet<ReportLine['outcome']> = new Set(['added', 'unchanged', 'unpacked']);

/** Opens the book and starts the clock. */
export function openReport(): ReportBook {
  const startedAt = performance.now();
  const counts = { added: 0, changed: 0, unchanged: 0, removed: 0, unpacked: 0, skipped: 0, failed: 0 };
  const lines: ReportLine[] = [];
  return {
    enter(line) {
      counts[line.outcome] += 1;
      const isPlain = plainOutcomes.has(line.outcome);
      if (!isPlain || line.warnings.length > 0) lines.push(line);
    },
    report: () => ({ ...counts, lines: [...lines], tookMs: Math.round(performance.now() - startedAt) }),
  };
}
