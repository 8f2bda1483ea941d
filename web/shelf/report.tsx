import type { JSX } from 'preact';
import type { IngestReport, ReportLine } from '../../core/types.ts';
import { ServerText } from '../page/server-text.tsx';
import { words } from '../words/index.ts';

/** Lines of one kind shown before "and n more"; the document list has the rest behind its filters. */
const mostLines = 50;

/** What an ingest did, and every file that is not simply read, with what to do about it. */
export function Report({ report }: { readonly report: IngestReport }): JSX.Element {
  const { job } = words.value;
  const failed = report.lines.filter(({ outcome }) => outcome === 'failed');
  const skipped = report.lines.filter(({ outcome }) => outcome === 'skipped');
  const doubtful = report.lines.filter(({ outcome, warnings }) => outcome !== 'failed' && outcome !== 'skipped' && warnings.length > 0);
  const names = ['added', 'changed', 'unchanged', 'removed', 'unpacked', 'skipped', 'failed'] as const;
  const counts = names.filter((name) => report[name] > 0).map((name) => job.outcome(report[name], job.outcomes[name]));
  const isClean = failed.length + skipped.length + doubtful.length === 0;
  return (
    <div class="report">
      <p>{[...counts, job.took(report.tookMs)].join(' · ')}</p>
      {isClean && <p class="hint">{job.allRead}</p>}
      <Lines title={job.notRead} lines={failed} />
      <Lines title={job.skipped} lines={skipped} />
      <Lines title={job.doubtful} lines={doubtful} />
    </div>
  );
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly ReportLine[] }): JSX.Element | null {
  const { job, formats } = words.value;
  if (lines.length === 0) return null;
  return (
    <details open={lines.length <= 5}>
      <summary>
        {title} <span class="count">{formats.number(lines.length)}</span>
      </summary>
      <ul>
        {lines.slice(0, mostLines).map(({ source, reason, warnings }) => (
          <li key={source}>
            <span class="name" dir="auto">
              {source}
            </span>
            <span class="detail">
              <ServerText text={[reason, ...warnings].filter(Boolean).join(' ')} />
            </span>
          </li>
        ))}
        {lines.length > mostLines && <li class="hint">{job.andMore(lines.length - mostLines)}</li>}
      </ul>
    </details>
  );
}
