import type { JSX } from 'preact';
import type { Job } from '../../core/types.ts';
import { Icon } from '../page/icons.tsx';
import { sentFiles } from '../state/add.ts';
import { mostReached, reached } from '../state/reached.ts';
import { words } from '../words/index.ts';
import { type FileRow, fileRows } from './file-rows.ts';
import { VirtualList } from './virtual-list.tsx';

/** In pixels, as the style sheet has it. */
const rowHeight = 28;

/** A row a file, with its state, while a job runs; of a very large job those that need a look. */
export function JobFiles({ job }: { readonly job: Job }): JSX.Element {
  const sent = sentFiles.value.get(job.id) ?? [];
  const rows = fileRows(Math.max(sent.length, job.total) > mostReached ? [] : sent, reached.value.get(job.id) ?? [], job);
  return (
    <div class="job-files">
      <VirtualList
        items={rows}
        count={rows.length}
        rowHeight={rowHeight}
        label={words.value.job.files}
        keyOf={({ source }) => source}
        row={fileRow}
      />
    </div>
  );
}

function fileRow({ source, state }: FileRow): JSX.Element {
  const { job, shelf } = words.value;
  const names = { now: job.now, waiting: job.waiting, ...shelf.status };
  return (
    <div class={`file-row ${state}`}>
      {state === 'indexed' ? (
        <Icon name="check" />
      ) : state === 'failed' || state === 'skipped' ? (
        <Icon name="doubt" />
      ) : (
        <span class="dot" />
      )}
      <span class="name" dir="auto" title={source}>
        {source}
      </span>
      <span class="state">{names[state]}</span>
    </div>
  );
}
