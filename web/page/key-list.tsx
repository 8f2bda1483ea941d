import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { keysOpen } from '../state/settings.ts';
import { words } from '../words/index.ts';
import { Icon } from './icons.tsx';

/** The list of keys, as a dialog: Esc and the focus inside it are the browser's own work. */
export function KeyList(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = keysOpen.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  const { keys, page } = words.value;
  const rows: readonly (readonly [string, string])[] = [
    ['/', keys.ask],
    ['Enter', keys.send],
    ['Shift + Enter', keys.newLine],
    [']', keys.nextCitation],
    ['[', keys.previousCitation],
    ['Esc', keys.close],
    ['?', keys.list],
  ];
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="keys-title" onClose={close}>
      <header class="dialog-head">
        <h2 id="keys-title">{keys.title}</h2>
        <button type="button" class="quiet icon-only" aria-label={page.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <dl class="key-rows">
        {rows.map(([key, meaning]) => (
          <div key={key}>
            <dt>{meaning}</dt>
            <dd>
              <kbd dir="ltr">{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}

function close(): void {
  keysOpen.value = false;
}
