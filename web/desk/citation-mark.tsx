import type { JSX, TargetedEvent } from 'preact';
import type { Citation } from '../../core/types.ts';
import { place, showSource } from '../state/address.ts';
import { card, cardId, hideCard, leaveCard, showCard } from '../state/card.ts';
import { words } from '../words/index.ts';

interface CitationMarkProps {
  readonly number: number;
  readonly citation: Citation | null;
  /** Null while the answer is being written: then there is nothing to open yet. */
  readonly answer: string | null;
}

/** The number in the text. Verified: opens its place. Rejected or unknown: hollow, opens nothing, says why. */
export function CitationMark({ number, citation, answer }: CitationMarkProps): JSX.Element {
  const { citation: table, formats } = words.value;
  if (citation === null && answer === null) {
    return (
      <span class="mark pending" title={table.pending}>
        {formats.number(number)}
      </span>
    );
  }
  const isVerified = citation?.status === 'verified';
  const { source } = place.value;
  const isOpen = source?.kind === 'citation' && source.answer === answer && source.number === number;
  const show = (event: TargetedEvent<HTMLButtonElement>): void => showCard({ anchor: event.currentTarget, number, citation });
  return (
    <button
      type="button"
      class={`mark ${isVerified ? 'verified' : 'hollow'}${isOpen ? ' open' : ''}`}
      aria-label={isVerified ? table.name(number, citation.source) : table.unverifiedName(number)}
      aria-describedby={card.value?.number === number ? cardId : undefined}
      aria-current={isOpen ? 'true' : undefined}
      onMouseEnter={show}
      onMouseLeave={leaveCard}
      onFocus={(event) => {
        // The focus that comes back when the source is closed has been nowhere near: it asks for nothing.
        if (event.currentTarget.matches(':focus-visible')) show(event);
      }}
      onBlur={leaveCard}
      onClick={(event) => {
        if (isVerified && answer !== null) {
          hideCard();
          showSource({ kind: 'citation', answer, number });
        } else show(event);
      }}
    >
      {formats.number(number)}
    </button>
  );
}
