import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../words/index.ts';

interface ConfirmProps {
  readonly question: string;
  readonly action: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Asks once, in place, before something is gone for good. The harmless answer has the focus. */
export function Confirm({ question, action, onYes, onNo }: ConfirmProps): JSX.Element {
  const harmless = useRef<HTMLButtonElement>(null);
  useEffect(() => harmless.current?.focus(), []);
  return (
    <fieldset
      class="confirm"
      aria-label={question}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onNo();
      }}
    >
      <p dir="auto">{question}</p>
      <div class="buttons">
        <button type="button" class="button danger" onClick={onYes}>
          {action}
        </button>
        <button type="button" class="button" ref={harmless} onClick={onNo}>
          {words.value.shelf.keep}
        </button>
      </div>
    </fieldset>
  );
}
