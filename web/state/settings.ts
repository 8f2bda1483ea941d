/** What a person has chosen for this browser, and for the next question. */
import { effect, signal } from '@preact/signals';
import type { RequestedMode } from '../../core/types.ts';
import { anyText, kept, oneOf } from './kept.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const theme = kept<Theme>('theme', oneOf(themes, 'system'));
/** How the next question shall be read. Not kept: a choice made for one question would surprise with the next. */
export const mode = signal<RequestedMode>('auto');
/** Empty: the server takes the best one. */
export const model = kept('model', anyText);
/** The question being typed, and the one under way until its answer is complete: a reload loses neither. */
export const draft = kept('draft', anyText);

/** The shelf is a column that folds on a wide page and a drawer on a narrow one. */
export const shelfFolded = kept<'yes' | 'no'>('shelf-folded', oneOf(['yes', 'no'], 'no'));
export const drawerOpen = signal(false);
export const keysOpen = signal(false);
export const waysOpen = signal(false);

effect(() => {
  if (theme.value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
