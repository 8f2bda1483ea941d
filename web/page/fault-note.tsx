import type { ComponentChildren, JSX } from 'preact';
import type { Problem } from '../api/http.ts';
import { status } from '../state/server.ts';
import type { Words } from '../words/en.ts';
import { words } from '../words/index.ts';
import { Icon } from './icons.tsx';

interface FaultNoteProps {
  readonly problem: Problem;
  /** The one button that helps, or several when a person must choose. */
  readonly children?: ComponentChildren;
}

/** What happened, the culprit and what to do. */
export function FaultNote({ problem, children }: FaultNoteProps): JSX.Element {
  const { detail, hint } = described(problem, words.value);
  return (
    <div class="fault">
      <Icon name="doubt" />
      <div>
        <p class="fault-what" dir="auto">
          {detail}
        </p>
        {hint !== '' && (
          <p class="fault-hint" dir="auto">
            {hint}
          </p>
        )}
        {children !== undefined && <div class="buttons">{children}</div>}
      </div>
    </div>
  );
}

/** Faults of the server carry their own words; those born in the page take them from the table. */
export function described(problem: Problem, table: Words): { readonly detail: string; readonly hint: string } {
  const { fault, formats } = table;
  switch (problem.code) {
    case 'server-unreachable':
      return { detail: fault.unreachable, hint: fault.unreachableHint };
    case 'answer-cut-off':
      return { detail: fault.cutOff, hint: fault.cutOffHint };
    case 'upload-too-large':
      return { detail: fault.tooLarge(formats.bytes(status.value?.limits.maxUploadBytes ?? 0)), hint: fault.tooLargeHint };
    default:
      return { detail: problem.detail, hint: problem.hint };
  }
}
