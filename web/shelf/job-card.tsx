import type { JSX } from 'preact';
import type { Job } from '../../core/types.ts';
import { FaultNote } from '../page/fault-note.tsx';
import { Icon } from '../page/icons.tsx';
import { ProgressBar } from '../page/progress-bar.tsx';
import { ServerText } from '../page/server-text.tsx';
import { dismissJob, isEnded, stopJob } from '../state/jobs.ts';
import { words } from '../words/index.ts';
import { JobFiles } from './job-files.tsx';
import { Report } from './report.tsx';

/** An ingest: its progress while it runs, its report afterwards. */
export function JobCard({ job }: { readonly job: Job }): JSX.Element {
  return isEnded(job) ? <EndedJob job={job} /> : <RunningJob job={job} />;
}

function RunningJob({ job }: { readonly job: Job }): JSX.Element {
  const { job: table } = words.value;
  const headline = headlineOf(job);
  return (
    <section class="card" aria-label={headline}>
      <header class="card-head">
        <p class="strong">{headline}</p>
        <button type="button" class="button" onClick={() => void stopJob(job.id)}>
          <Icon name="stop" /> {table.stop}
        </button>
      </header>
      <ProgressBar label={headline} done={job.done} total={job.total} />
      <p class="hint">
        {job.paused !== null ? <ServerText text={job.paused.reason} /> : job.etaMs === null ? ' ' : table.timeLeft(job.etaMs)}
      </p>
      <JobFiles job={job} />
    </section>
  );
}

function headlineOf({ paused, state, done, total }: Job): string {
  const { job: table } = words.value;
  if (paused !== null) return table.paused;
  if (state === 'queued') return table.queued;
  return total > 0 ? table.running(done, total) : table.starting;
}

function EndedJob({ job }: { readonly job: Job }): JSX.Element {
  const { job: table } = words.value;
  const headline = { done: table.done, cancelled: table.cancelled, failed: table.failed, queued: '', running: '' }[job.state];
  return (
    <section class="card" aria-label={headline}>
      <header class="card-head">
        <p class="strong">{headline}</p>
        <button type="button" class="quiet icon-only" aria-label={table.dismiss} onClick={() => dismissJob(job.id)}>
          <Icon name="close" />
        </button>
      </header>
      {job.state === 'failed' && <FaultNote problem={{ code: 'internal', detail: job.reason, hint: '' }} />}
      {job.report !== null && <Report report={job.report} />}
    </section>
  );
}
