import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CollectionSummary, DocumentPage, DocumentRecord, DocumentsShown } from '../../core/types.ts';
import { Confirm } from '../page/confirm.tsx';
import { Icon } from '../page/icons.tsx';
import { findShow, findText, loadUpTo, lookFor } from '../state/documents.ts';
import { removeDocument } from '../state/shelf.ts';
import { words } from '../words/index.ts';
import { DocumentRow, documentRowHeight } from './document-row.tsx';
import { VirtualList } from './virtual-list.tsx';

/** Below this the eye is faster than a search box. */
const searchFrom = 8;

interface DocumentListProps {
  readonly summary: CollectionSummary;
  readonly page: DocumentPage;
}

export function DocumentList({ summary: { documents, unread, doubtful }, page }: DocumentListProps): JSX.Element {
  const { shelf } = words.value;
  const doomed = useSignal<DocumentRecord | null>(null);
  const all = documents + unread;
  return (
    <div class="section grows">
      <header class="section-head">
        <h2>{shelf.documents}</h2>
        <span class="count">{words.value.formats.number(all)}</span>
      </header>
      {all >= searchFrom && (
        <label class="find">
          <Icon name="search" />
          <input
            type="search"
            placeholder={shelf.findDocument}
            aria-label={shelf.findDocument}
            value={findText.value}
            onInput={(event) => void lookFor(event.currentTarget.value, findShow.value)}
          />
        </label>
      )}
      {(unread > 0 || doubtful > 0) && (
        <Filters unread={unread} doubtful={doubtful} show={findShow.value} onShow={(next) => void lookFor(findText.value, next)} />
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
      {all === 0 && <p class="hint">{shelf.noDocuments}</p>}
      {all > 0 && page.total === 0 && (
        <p class="hint" dir="auto">
          {shelf.noneFound(findText.value)}
        </p>
      )}
      {page.total > 0 && (
        // Another search begins at its top.
        <VirtualList
          key={`${findShow.value} ${findText.value}`}
          items={page.documents}
          count={page.total}
          onNeed={(rows) => void loadUpTo(rows)}
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
  readonly show: DocumentsShown;
  readonly onShow: (show: DocumentsShown) => void;
}

function Filters({ unread, doubtful, show, onShow }: FiltersProps): JSX.Element {
  const { shelf, formats } = words.value;
  const choices: readonly (readonly [DocumentsShown, string])[] = [
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
