import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { ProgressBar } from '../page/progress-bar.tsx';
import type { Running } from '../state/exchange.ts';
import { words } from '../words/index.ts';
import { AnswerText } from './answer-text.tsx';
import { PlanLine } from './plan-line.tsx';

/** A question under way: which phase, how long so far, how long it may take. Stop is in the question box. */
export function RunningView({ running }: { readonly running: Running }): JSX.Element {
  return (
    <article class="exchange" aria-busy="true">
      <h2 class="question" dir="auto">
        {running.asked.question}
      </h2>
      {running.plan !== null && <PlanLine plan={running.plan} />}
      {running.text !== '' && <AnswerText text={running.text} citations={running.citations} answer={null} />}
      <Waiting running={running} />
    </article>
  );
}

function Waiting({ running }: { readonly running: Running }): JSX.Element {
  const { waiting } = words.value;
  const elapsedMs = useElapsed(running.startedAt);
  const { phase, done, total, etaMs } = running.progress;
  const name =
    phase === 'sending' ? waiting.sending : phase === 'reading' && total > 0 ? waiting.reading(done, total) : waiting.phases[phase];
  const expectedMs = phase === 'writing' || phase === 'checking' ? null : (etaMs ?? running.plan?.predictedMs ?? null);
  return (
    <div class="waiting">
      <p>
        <span class="pulse" /> {name} <span class="clock">{waiting.elapsed(elapsedMs)}</span>
        {expectedMs !== null && <span class="hint"> {waiting.expected(expectedMs)}</span>}
      </p>
      {phase === 'reading' && total > 0 && <ProgressBar label={name} done={done} total={total} />}
    </div>
  );
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
