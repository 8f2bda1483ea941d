import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Citation } from '../../core/types.ts';
import { card, cardId, keepCard, leaveCard } from '../state/card.ts';
import { words } from '../words/index.ts';
import { placeWords } from '../words/place.ts';
import { directionOf } from './direction.ts';

/** Room between the mark and the card, and between the card and the edge of the window. */
const gap = 8;

/** The quote behind a mark, beside it. */
export function CitationCard(): JSX.Element | null {
  const box = useRef<HTMLDivElement>(null);
  const at = useSignal({ left: 0, top: 0 });
  const shown = card.value;
  useLayoutEffect(() => {
    if (shown !== null && box.current !== null) at.value = beside(shown.anchor, box.current);
  }, [shown]);
  if (shown === null) return null;
  return (
    <div
      ref={box}
      id={cardId}
      class="citation-card"
      role="tooltip"
      // Measured in the window's own coordinates, which have no writing direction.
      style={{ left: `${at.value.left}px`, top: `${at.value.top}px` }}
      onMouseEnter={keepCard}
      onMouseLeave={leaveCard}
    >
      <CardText citation={shown.citation} />
    </div>
  );
}

function CardText({ citation }: { readonly citation: Citation | null }): JSX.Element {
  const { citation: table } = words.value;
  if (citation === null) return <p class="why">{table.missing}</p>;
  return (
    <>
      {citation.status === 'rejected' && (
        <p class="why">
          <strong>{table.unverified}.</strong> {citation.reason === null ? '' : table.reasons[citation.reason]}
        </p>
      )}
      {citation.quote !== '' && (
        <blockquote dir={directionOf(citation.quote)} class={citation.status}>
          {citation.quote}
        </blockquote>
      )}
      {citation.source !== '' && (
        <p class="where" dir="auto">
          <bdi class="strong">{citation.source}</bdi>
          {placeWords(citation.place, words.value).map((part) => (
            <span key={part}>
              {' · '}
              <bdi>{part}</bdi>
            </span>
          ))}
        </p>
      )}
    </>
  );
}

function beside(anchor: HTMLElement, box: HTMLElement): { readonly left: number; readonly top: number } {
  const mark = anchor.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const above = mark.top - height - gap;
  const middle = mark.left + mark.width / 2 - width / 2;
  return {
    left: Math.max(gap, Math.min(middle, innerWidth - width - gap)),
    top: above >= gap ? above : Math.min(mark.bottom + gap, innerHeight - height - gap),
  };
}
