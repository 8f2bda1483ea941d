import type { JSX } from 'preact';
import type { Answer } from '../api/wire.ts';
import { FaultNote } from '../page/fault-note.tsx';
import { showSource } from '../state/address.ts';
import { ask } from '../state/desk.ts';
import type { Exchange } from '../state/exchange.ts';
import { focusQuestion } from '../state/keys.ts';
import { quoting } from '../state/server.ts';
import { draft } from '../state/settings.ts';
import { words } from '../words/index.ts';
import { AnswerActions } from './answer-actions.tsx';
import { AnswerText } from './answer-text.tsx';
import { directionOf } from './direction.ts';
import { Nearest } from './nearest.tsx';
import { PlanLine } from './plan-line.tsx';
import { type Remedy, remediesFor } from './remedies.ts';
import { SectionsLine } from './sections-line.tsx';
import { whoAnswered } from './who-answered.ts';

type Failed = Extract<Exchange, { readonly kind: 'failed' }>;
type Stopped = Extract<Exchange, { readonly kind: 'stopped' }>;

/** A question and what came of it. */
export function ExchangeView({ exchange }: { readonly exchange: Exchange }): JSX.Element {
  const question = exchange.kind === 'answered' ? exchange.answer.question : exchange.asked.question;
  return (
    <article class="exchange">
      <h2 class="question" dir={directionOf(question)}>
        {question}
      </h2>
      {exchange.kind === 'answered' && <AnswerView answer={exchange.answer} />}
      {exchange.kind === 'stopped' && <StoppedView stopped={exchange} />}
      {exchange.kind === 'failed' && <FailedView failed={exchange} />}
    </article>
  );
}

function AnswerView({ answer }: { readonly answer: Answer }): JSX.Element {
  const { desk } = words.value;
  const who = whoAnswered(answer);
  return (
    <>
      {/* Rows, and quotes from the passages that the search found, need no more words than their label. */}
      {!(who === 'rows' || (who === 'quotes' && answer.plan.mode === 'retrieve')) && <PlanLine plan={answer.plan} />}
      {answer.outcome === 'absent' && <p class="label">{desk.notInDocuments}</p>}
      {who !== 'model' && !answer.abstained && (
        <p class="label">{who === 'rows' ? desk.rowsOnly(answer.plan.why.figure) : desk.quotesOnly}</p>
      )}
      <AnswerText text={answer.text} citations={answer.citations} question={answer.question} isRows={who === 'rows'} answer={answer.id} />
      <SectionsLine answer={answer} />
      {answer.abstained && <Nearest passages={answer.passages} isAnswer={answer.outcome === 'closest'} />}
      <AnswerActions answer={answer} />
    </>
  );
}

function StoppedView({ stopped }: { readonly stopped: Stopped }): JSX.Element {
  const { desk } = words.value;
  return (
    <>
      {stopped.text !== '' && (
        <AnswerText text={stopped.text} citations={stopped.citations} question={stopped.asked.question} answer={null} />
      )}
      <p class="hint">{stopped.text === '' ? desk.stoppedEarly : desk.stopped}</p>
      <div class="actions">
        <button type="button" class="quiet" onClick={() => void ask(stopped.asked.question)}>
          {desk.again}
        </button>
        <button type="button" class="quiet" onClick={() => edit(stopped.asked.question)}>
          {desk.editQuestion}
        </button>
      </div>
    </>
  );
}

function FailedView({ failed }: { readonly failed: Failed }): JSX.Element {
  const { fault, doctor } = words.value;
  const { question } = failed.asked;
  const acts: Readonly<Record<Remedy, () => void>> = {
    retry: () => void ask(question, failed.asked),
    quotes: () => void ask(question, { model: quoting }),
    retrieve: () => void ask(question, { mode: 'retrieve' }),
    edit: () => edit(question),
    doctor: () => showSource({ kind: 'doctor' }),
  };
  return (
    <>
      {failed.text !== '' && <AnswerText text={failed.text} citations={failed.citations} question={question} answer={null} />}
      <FaultNote problem={failed.problem}>
        {remediesFor(failed.problem.code).map((remedy, index) => (
          <button type="button" key={remedy} class={index === 0 ? 'button primary' : 'button'} onClick={acts[remedy]}>
            {remedy === 'doctor' ? doctor.open : fault[remedy]}
          </button>
        ))}
      </FaultNote>
    </>
  );
}

function edit(question: string): void {
  draft.value = question;
  focusQuestion();
}
