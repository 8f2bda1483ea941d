import type { JSX } from 'preact';
import type { Answer } from '../api/wire.ts';
import { CopyButton } from '../page/copy-button.tsx';
import { Icon } from '../page/icons.tsx';
import { ask } from '../state/desk.ts';
import { words } from '../words/index.ts';
import { answerAsText } from './answer-as-text.ts';
import { ReceiptView } from './receipt-view.tsx';
import { whoAnswered } from './who-answered.ts';

export function AnswerActions({ answer }: { readonly answer: Answer }): JSX.Element {
  const { desk } = words.value;
  return (
    <footer class="answer-foot">
      <div class="actions">
        <CopyButton label={desk.copy} done={desk.copied} text={() => answerAsText(answer, words.value)} />
        <button type="button" class="quiet" onClick={() => void ask(answer.question)}>
          <Icon name="again" /> {desk.again}
        </button>
        {whoAnswered(answer) === 'model' && (
          <span class="hint">
            <bdi>{desk.answeredBy(answer.model)}</bdi>
          </span>
        )}
      </div>
      <ReceiptView answer={answer} />
    </footer>
  );
}
