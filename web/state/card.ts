/** The card with the quote that hovering or focusing a citation shows. One at a time. */
import { signal } from '@preact/signals';
import type { Citation } from '../../core/types.ts';

export interface Card {
  readonly anchor: HTMLElement;
  readonly number: number;
  /** Null when the answer has no citation for the mark. */
  readonly citation: Citation | null;
}

export const card = signal<Card | null>(null);
export const cardId = 'citation-card';

/** Long enough to move the pointer from the mark into the card (WCAG 1.4.13 asks that this be possible). */
const leaveMs = 160;
let leaving: ReturnType<typeof setTimeout> | undefined;

export function showCard(next: Card): void {
  clearTimeout(leaving);
  card.value = next;
}

export function keepCard(): void {
  clearTimeout(leaving);
}

export function leaveCard(): void {
  clearTimeout(leaving);
  leaving = setTimeout(hideCard, leaveMs);
}

/** True when there was one to hide. */
export function hideCard(): boolean {
  clearTimeout(leaving);
  const wasOpen = card.value !== null;
  card.value = null;
  return wasOpen;
}
