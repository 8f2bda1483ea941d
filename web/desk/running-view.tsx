import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { ProgressBar } from '../page/progress-bar.tsx';
import type { Running } from '../state/exchange.ts';
import { words } from '../words/index.ts';
import { AnswerText } from './answer-text.tsx';
import { directionOf } from './direction.ts';
import { PlanLine } from './plan-line.tsx';

/** A question under way: which phase, how long so far, how long it may take. Stop is in the question box. */
export function RunningView({ running }: { readonly running: Running }): JSX.Element {
  return (
    <article class="exchange" aria-busy="true">
      <h2 class="question" dir={directionOf(running.asked.question)}>
        {running.asked.question}
      </h2>
      {running.plan !== null && <PlanLine plan={running.plan} />}
      {running.text !== '' && (
        <AnswerText
          text={running.text}
          citations={running.citations}
          question={running.asked.question}
          isRows={running.plan?.why.cause === 'rows'}
          answer={null}
        />
      )}
      <Waiting running={running} />
    </article>
  );
}

function Waiting({ running }: { readonly running: Running }): JSX.Element {
  const { waiting } = words.value;
  const elapsedMs = useElapsed(running.startedAt);
  const { phase, done, total, etaMs } = running.progress;
  const name = phaseName(running);
  const expectedMs = phase === 'writing' || phase === 'checking' ? null : (running.plan?.predictedMs ?? null);
  // What is left is measured as it goes; what is expected was foretold.
  const time = etaMs !== null ? waiting.left(etaMs) : expectedMs !== null ? waiting.expected(expectedMs) : null;
  return (
    <div class="waiting">
      <p>
        <span class="pulse" /> {name} · <span class="clock">{waiting.elapsed(elapsedMs)}</span>
        {time !== null && <span> · {time}</span>}
      </p>
      {phase === 'reading' && total > 0 && <ProgressBar label={name} done={done} total={total} />}
    </div>
  );
}

function phaseName({ plan, progress: { phase, done, total } }: Running): string {
  const { waiting } = words.value;
  if (phase === 'sending') return waiting.sending;
  if (total === 0) return waiting.phases[phase];
  if (phase === 'reading') return plan?.mode === 'scan' ? waiting.scanning(done, total) : waiting.reading(done, total);
  // In line: `done` of the `total` people who were there first have left.
  if (phase === 'waiting') return total > done ? waiting.ahead(total - done) : waiting.next;
  return waiting.phases[phase];
}

/** Milliseconds since a moment of the page's clock, ticking once a second. */
function useElapsed(since: number): number {
  const now = useSignal(performance.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = performance.now();
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, now.value - since);
}
