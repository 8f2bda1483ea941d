import type { ComponentChildren, JSX } from 'preact';
import { ServerText } from '../page/server-text.tsx';
import { nextReading, planned } from '../state/gauge.ts';
import { quoting } from '../state/server.ts';
import { readAhead, stopReadingAhead, warmUp } from '../state/warm-up.ts';
import { words } from '../words/index.ts';

/** Under the gauge: what the model has read of the collection already, and how to have it read now. */
export function WarmUpLine(): JSX.Element | null {
  const { warmUp: table } = words.value;
  const found = warmUp.value;
  if (found === null || planned.value === null || planned.value.model.id === quoting) return null;
  switch (found.state) {
    case 'cold':
      // Reading ahead saves nothing where a question does not read everything.
      if (found.total === 0 || nextReading.value?.mode !== 'whole') return null;
      return (
        <Line text={table.cold}>
          <Act name={table.begin} act={readAhead} />
        </Line>
      );
    case 'waiting':
      return (
        <Line text={table.waiting}>
          <Act name={table.stop} act={stopReadingAhead} />
        </Line>
      );
    case 'reading': {
      const left = found.etaMs === null ? '' : ` · ${table.timeLeft(found.etaMs)}`;
      return (
        <Line text={table.reading(found.done, found.total) + left}>
          <Act name={table.stop} act={stopReadingAhead} />
        </Line>
      );
    }
    case 'warm':
      // The gauge says what that saves.
      return null;
    case 'failed':
      return (
        <Line text={table.failed}>
          <ServerText text={found.reason} /> <Act name={table.again} act={readAhead} />
        </Line>
      );
  }
}

function Line({ text, children }: { readonly text: string; readonly children?: ComponentChildren }): JSX.Element {
  return (
    <p class="gauge-line warm-up">
      <bdi>{text}</bdi> {children}
    </p>
  );
}

function Act({ name, act }: { readonly name: string; readonly act: () => Promise<void> }): JSX.Element {
  return (
    <button type="button" class="quiet inline" onClick={() => void act()}>
      {name}
    </button>
  );
}
