import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { announce } from '../state/announce.ts';
import { words } from '../words/index.ts';
import { copyText } from './copy.ts';
import { Icon } from './icons.tsx';

interface CopyButtonProps {
  readonly label: string;
  readonly done: string;
  readonly text: () => string;
}

/** How long the button says that it has worked. */
const confirmMs = 2000;

export function CopyButton({ label, done, text }: CopyButtonProps): JSX.Element {
  const said = useSignal('');
  const copy = async (): Promise<void> => {
    said.value = (await copyText(text())) ? done : words.value.desk.copyFailed;
    announce(said.value);
    setTimeout(() => {
      said.value = '';
    }, confirmMs);
  };
  return (
    <button type="button" class="quiet" onClick={copy}>
      <Icon name={said.value === done ? 'check' : 'copy'} />
      {said.value || label}
    </button>
  );
}
