import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Confirm } from '../page/confirm.tsx';
import { Icon } from '../page/icons.tsx';
import { place, showConversation } from '../state/address.ts';
import { focusQuestion } from '../state/keys.ts';
import { drawerOpen } from '../state/settings.ts';
import { conversations, removeConversation } from '../state/shelf.ts';
import { words } from '../words/index.ts';

/** As many as fit beside the documents without pushing them out of view. */
const fewConversations = 4;

export function Conversations(): JSX.Element | null {
  const areAllShown = useSignal(false);
  const doomed = useSignal('');
  const { shelf } = words.value;
  const all = conversations.value;
  if (all.length === 0) return null;
  const shown = areAllShown.value ? all : all.slice(0, fewConversations);
  return (
    <div class="section">
      <header class="section-head">
        <h2>{shelf.earlier}</h2>
        <button type="button" class="quiet" onClick={begin}>
          <Icon name="plus" /> {shelf.newConversation}
        </button>
      </header>
      <ul class="conversations">
        {shown.map(({ id, title }) => (
          <li key={id} class="line">
            <button
              type="button"
              class="row"
              dir="auto"
              title={title}
              aria-current={place.value.conversation === id ? 'true' : undefined}
              onClick={() => {
                drawerOpen.value = false;
                showConversation(id);
              }}
            >
              {title}
            </button>
            <button
              type="button"
              class="quiet icon-only on-hover"
              aria-label={shelf.deleteConversation(title)}
              onClick={() => {
                doomed.value = id;
              }}
            >
              <Icon name="trash" />
            </button>
            {doomed.value === id && (
              <Confirm
                question={shelf.deleteConversationSure(title)}
                action={shelf.delete}
                onYes={() => void removeConversation(id)}
                onNo={() => {
                  doomed.value = '';
                }}
              />
            )}
          </li>
        ))}
      </ul>
      {shown.length < all.length && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            areAllShown.value = true;
          }}
        >
          {shelf.showMore}
        </button>
      )}
    </div>
  );
}

function begin(): void {
  drawerOpen.value = false;
  showConversation(null);
  focusQuestion();
}
