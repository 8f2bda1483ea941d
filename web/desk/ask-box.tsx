import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../page/icons.tsx';
import { ask, running, stop } from '../state/desk.ts';
import { questionBoxId } from '../state/keys.ts';
import { draft } from '../state/settings.ts';
import { collection } from '../state/shelf.ts';
import { words } from '../words/index.ts';
import { Gauge } from './gauge.tsx';
import { ModelChoice } from './model-choice.tsx';
import { WarmUpLine } from './warm-up-line.tsx';
import { WaysChoice } from './ways.tsx';

/** The question box with what will be read. What is typed survives a reload and a fault. */
export function AskBox(): JSX.Element {
  const { desk } = words.value;
  const box = useRef<HTMLTextAreaElement>(null);
  const name = collection.value?.name;
  // The box grows with what is typed, up to the height that the style sheet allows.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.style.blockSize = 'auto';
    element.style.blockSize = `${element.scrollHeight}px`;
  }, [draft.value]);
  const isRunning = running.value !== null;
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault();
        void ask(draft.value);
      }}
    >
      <div class="ask-box">
        <textarea
          ref={box}
          id={questionBoxId}
          rows={1}
          // Without a word of its own the box reads as the page does, and its placeholder with it.
          dir={draft.value === '' && words.value.direction === 'rtl' ? 'rtl' : 'auto'}
          aria-label={desk.askLabel}
          placeholder={name === undefined ? desk.askPlaceholderNone : desk.askPlaceholder(name)}
          value={draft.value}
          onInput={(event) => {
            draft.value = event.currentTarget.value;
          }}
          onKeyDown={sendOnEnter}
        />
        {isRunning ? (
          <button type="button" class="button primary send" onClick={stop}>
            <Icon name="stop" /> {desk.stop}
          </button>
        ) : (
          <button type="submit" class="button primary send" disabled={name === undefined || draft.value.trim() === ''}>
            <Icon name="up" /> {desk.ask}
          </button>
        )}
      </div>
      {name !== undefined && (
        <div class="ask-foot">
          <WaysChoice />
          <ModelChoice />
          <Gauge />
          <WarmUpLine />
        </div>
      )}
    </form>
  );
}

function sendOnEnter(event: TargetedKeyboardEvent<HTMLTextAreaElement>): void {
  // While a word is being composed (Chinese, Japanese), Enter belongs to the input method.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  void ask(draft.value);
}
