import type { JSX } from 'preact';
import { Icon } from '../page/icons.tsx';
import { ProgressBar } from '../page/progress-bar.tsx';
import { ServerText } from '../page/server-text.tsx';
import { beginTrial, stopTrial, trialStep } from '../state/doctor.ts';
import { words } from '../words/index.ts';

/** Measures what plans reckon with: how quickly a model reads and writes, what it keeps, and what it does when it is full. */
export function Trial(): JSX.Element {
  const { doctor: table, warmUp } = words.value;
  const trial = trialStep.value;
  if (trial === null) {
    return (
      <div class="card">
        <p>{table.trialMeaning}</p>
        <div class="buttons">
          <button type="button" class="button" onClick={() => void beginTrial()}>
            {table.begin}
          </button>
        </div>
      </div>
    );
  }
  return (
    <div class="card">
      <p>{table.trying}</p>
      <ProgressBar label={table.trying} done={trial.done} total={trial.total} />
      {trial.step !== '' && (
        <p class="hint">
          <ServerText text={trial.step} />
          {trial.etaMs === null ? '' : ` · ${warmUp.timeLeft(trial.etaMs)}`}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="button" onClick={stopTrial}>
          <Icon name="stop" /> {table.stop}
        </button>
      </div>
    </div>
  );
}
