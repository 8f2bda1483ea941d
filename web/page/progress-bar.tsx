import type { JSX } from 'preact';

interface ProgressBarProps {
  readonly label: string;
  readonly done: number;
  /** 0 when the end is not known. */
  readonly total: number;
}

export function ProgressBar({ label, done, total }: ProgressBarProps): JSX.Element {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <div
      class={total > 0 ? 'progress' : 'progress endless'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(total > 0 ? { 'aria-valuenow': Math.round(share * 100) } : {})}
    >
      <div class="progress-fill" style={{ inlineSize: total > 0 ? `${share * 100}%` : '100%' }} />
    </div>
  );
}
