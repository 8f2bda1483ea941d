/** The keyboard: `/` asks, `[` `]` walk the citations, `Esc` closes, `?` lists the keys. */
import { place, showSource } from './address.ts';
import { hideCard } from './card.ts';
import { drawerOpen, keysOpen, waysOpen } from './settings.ts';
import { walkCitations } from './source.ts';

export const questionBoxId = 'question';

export function focusQuestion(): void {
  document.getElementById(questionBoxId)?.focus();
}

export function listenToKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === 'Escape') {
      // There it empties the field, which the browser does by itself.
      if (event.target instanceof HTMLInputElement && event.target.type === 'search' && event.target.value !== '') return;
      if (closeOne()) event.preventDefault();
      return;
    }
    if (isTyping(event.target)) return;
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}

const actions: Readonly<Record<string, () => void>> = {
  '/': focusQuestion,
  '[': () => walkCitations(-1),
  ']': () => walkCitations(1),
  '?': () => {
    keysOpen.value = true;
  },
};

/** Closes the topmost thing. True when there was one. */
function closeOne(): boolean {
  if (hideCard()) return true;
  // An open dialog closes itself on Esc.
  if (keysOpen.value) return false;
  if (waysOpen.value) {
    waysOpen.value = false;
    focusQuestion();
    return true;
  }
  if (drawerOpen.value) {
    drawerOpen.value = false;
    return true;
  }
  if (place.value.source !== null) {
    showSource(null);
    return true;
  }
  return false;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], dialog') !== null;
}
