import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CollectionSummary } from '../../core/types.ts';
import { Confirm } from '../page/confirm.tsx';
import { Icon } from '../page/icons.tsx';
import { ServerText } from '../page/server-text.tsx';
import { place, showCollection } from '../state/address.ts';
import { collections, damaged, removeCollection } from '../state/shelf.ts';
import { words } from '../words/index.ts';

export function CollectionList(): JSX.Element {
  const { shelf, page } = words.value;
  const known = collections.value;
  return (
    <div class="section">
      <h2>{shelf.collections}</h2>
      {known === null && <p class="hint">{page.loading}</p>}
      {known?.length === 0 && <p class="hint">{shelf.noCollections}</p>}
      <ul class="collections">
        {known?.map((summary) => (
          <CollectionRow key={summary.name} summary={summary} />
        ))}
        {damaged.value.map(({ name, reason }) => (
          <li key={name} class="collection damaged">
            <span class="name" dir="auto">
              {name}
            </span>
            <span class="detail">
              <ServerText text={reason} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function CollectionRow({ summary }: { readonly summary: CollectionSummary }): JSX.Element {
  const { shelf, formats } = words.value;
  const isAsking = useSignal(false);
  const { name } = summary;
  const isShown = place.value.collection === name;
  return (
    <li class={isShown ? 'collection shown' : 'collection'}>
      <button type="button" class="row" aria-current={isShown ? 'true' : undefined} onClick={() => showCollection(name)}>
        <span class="name" dir="auto" title={`${name}\n${formats.bytes(summary.sizeBytes)}`}>
          {name}
        </span>
        <span class="detail">{shelf.countsOf(summary.documents, summary.tokens)}</span>
      </button>
      <button
        type="button"
        class="quiet icon-only on-hover"
        aria-label={shelf.collectionMenu(name)}
        onClick={() => {
          isAsking.value = true;
        }}
      >
        <Icon name="trash" />
      </button>
      {isAsking.value && (
        <Confirm
          question={shelf.deleteCollectionSure(name, summary.documents)}
          action={shelf.deleteCollection}
          onYes={() => void removeCollection(name)}
          onNo={() => {
            isAsking.value = false;
          }}
        />
      )}
    </li>
  );
}
