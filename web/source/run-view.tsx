import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { pictureAddress } from '../api/documents.ts';
import { place } from '../state/address.ts';
import { openDocument } from '../state/source.ts';
import { words } from '../words/index.ts';
import type { Run } from './runs.ts';

/** One run of a document's text, as text. */
export function RunView({ run, text }: { readonly run: Run; readonly text: string }): JSX.Element {
  const slice = text.slice(run.start, run.end);
  const marked =
    run.mark === null ? (
      run.isMarkup ? (
        <span class="markup">{slice}</span>
      ) : (
        slice
      )
    ) : (
      <mark class={run.mark} data-active={run.mark === 'active' ? 'yes' : undefined}>
        {slice}
      </mark>
    );
  return (
    <>
      {run.page !== null && (
        <span class="page-mark" lang={words.value.language}>
          {words.value.source.pageMark(run.page)}
        </span>
      )}
      {run.heading === null ? (
        marked
      ) : (
        // A heading element may not stand in a line of text, and these do: the offsets need the text as it is.
        // biome-ignore lint/a11y/useSemanticElements: see above
        <span class="heading" role="heading" aria-level={Math.min(6, run.heading + 2)}>
          {marked}
        </span>
      )}
      {run.picture !== null && <PageImage start={run.picture} line={text.slice(run.picture, run.end)} />}
    </>
  );
}

/** The picture that a line stands for; where none is kept, the line alone is left. */
function PageImage({ start, line }: { readonly start: number; readonly line: string }): JSX.Element | null {
  const { collection } = place.value;
  const id = openDocument.value?.id;
  const isLost = useSignal(false);
  if (collection === null || id === undefined || isLost.value) return null;
  const lose = (): void => {
    isLost.value = true;
  };
  return <img class="page-image" src={pictureAddress(collection, id, start)} alt={line} loading="lazy" onError={lose} />;
}
