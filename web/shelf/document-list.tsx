import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { DocumentRecord } from '../../core/types.ts';
import { Confirm } from '../page/confirm.tsx';
import { Icon } from '../page/icons.tsx';
import { removeDocument } from '../state/shelf.ts';
import { words } from '../words/index.ts';
import { DocumentRow, documentRowHeight } from './document-row.tsx';
import { matchingDocuments, type Show } from './matching-documents.ts';
import { VirtualList } from './virtual-list.tsx';

/** Below this the eye is faster than a search box. */
const searchFrom = 8;

export function DocumentList({ documents }: { readonly documents: readonly DocumentRecord[] }): JSX.Element {
  const { shelf } = words.value;
  const wanted = useSignal('');
  const show = useSignal<Show>('all');
  const doomed = useSignal<DocumentRecord | null>(null);
  const { unread, doubtful, shown } = matchingDocuments(documents, wanted.value, show.value);
  return (
    <div class="section grows">
      <header class="section-head">
        <h2>{shelf.documents}</h2>
        <span class="count">{words.value.formats.number(documents.length)}</span>
      </header>
      {documents.length >= searchFrom && (
        <label class="find">
          <Icon name="search" />
          <input
            type="search"
            placeholder={shelf.findDocument}
            aria-label={shelf.findDocument}
            value={wanted.value}
            onInput={(event) => {
              wanted.value = event.currentTarget.value;
            }}
          />
        </label>
      )}
      {(unread > 0 || doubtful > 0) && (
        <Filters unread={unread} doubtful={doubtful} show={show.value} onShow={(next) => (show.value = next)} />
      )}
      {doomed.value !== null && (
        <Confirm
          question={shelf.deleteDocumentSure(doomed.value.source)}
          action={shelf.delete}
          onYes={() => {
            const id = doomed.value?.id;
            doomed.value = null;
            if (id !== undefined) void removeDocument(id);
          }}
          onNo={() => {
            doomed.value = null;
          }}
        />
      )}
      {documents.length === 0 && <p class="hint">{shelf.noDocuments}</p>}
      {documents.length > 0 && shown.length === 0 && (
        <p class="hint" dir="auto">
          {shelf.noneFound(wanted.value)}
        </p>
      )}
      {shown.length > 0 && (
        <VirtualList
          items={shown}
          rowHeight={documentRowHeight}
          label={shelf.documents}
          keyOf={(record) => record.id}
          row={(record) => <DocumentRow record={record} onDelete={() => (doomed.value = record)} />}
        />
      )}
    </div>
  );
}

interface FiltersProps {
  readonly unread: number;
  readonly doubtful: number;
  readonly show: Show;
  readonly onShow: (show: Show) => void;
}

function Filters({ unread, doubtful, show, onShow }: FiltersProps): JSX.Element {
  const { shelf, formats } = words.value;
  const choices: readonly (readonly [Show, string])[] = [
    ['all', shelf.showAll],
    ...(doubtful > 0 ? ([['doubtful', `${shelf.showDoubtful} ${formats.number(doubtful)}`]] as const) : []),
    ...(unread > 0 ? ([['unread', `${shelf.showUnread} ${formats.number(unread)}`]] as const) : []),
  ];
  return (
    <div class="filters">
      {choices.map(([value, label]) => (
        <button type="button" key={value} class="pill" aria-pressed={show === value} onClick={() => onShow(value)}>
          {label}
        </button>
      ))}
    </div>
  );
}
