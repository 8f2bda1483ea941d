import type { JSX } from 'preact';
import type { DocumentRecord } from '../../core/types.ts';
import { Icon } from '../page/icons.tsx';
import { ServerText } from '../page/server-text.tsx';
import { place, showSource } from '../state/address.ts';
import { drawerOpen } from '../state/settings.ts';
import { openCitation } from '../state/source.ts';
import { formatName } from '../words/format-name.ts';
import { words } from '../words/index.ts';

/** In pixels, as the style sheet has it: two lines of text on the 4 px grid. */
export const documentRowHeight = 48;

const isDoubtful = (record: DocumentRecord): boolean => record.status === 'indexed' && record.warnings.length > 0;

interface DocumentRowProps {
  readonly record: DocumentRecord;
  readonly onDelete: () => void;
}

export function DocumentRow({ record, onDelete }: DocumentRowProps): JSX.Element {
  const { shelf } = words.value;
  const { source } = place.value;
  const isShown = (source?.kind === 'document' && source.document === record.id) || openCitation.value?.documentId === record.id;
  const slash = record.source.lastIndexOf('/');
  const name = record.source.slice(slash + 1);
  const folder = record.source.slice(0, Math.max(0, slash));
  const isRead = record.status === 'indexed';
  const facts = isRead ? readFacts(record) : [shelf.status[record.status], record.reason];
  const doubt = isDoubtful(record) ? record.warnings.join(' ') : record.reason;
  const parts = doubt !== '' ? [isRead ? shelf.doubtful : shelf.status[record.status]] : folder === '' ? facts : [folder, ...facts];
  const row = (
    <>
      <span class="name" dir="auto">
        {name}
      </span>
      <span class="detail">
        {parts.map((part, index) => (
          <span key={part}>
            {index > 0 && ' · '}
            <bdi>{part}</bdi>
          </span>
        ))}
        {doubt !== '' && (
          <>
            {' · '}
            <ServerText text={doubt} />
          </>
        )}
      </span>
    </>
  );
  const title = [record.source, facts.join(' · '), ...record.warnings].join('\n');
  return (
    <div class={`line document ${record.status}${isDoubtful(record) ? ' doubtful' : ''}`}>
      {isRead ? (
        <button
          type="button"
          class="row"
          title={title}
          aria-current={isShown ? 'true' : undefined}
          onClick={() => {
            drawerOpen.value = false;
            showSource({ kind: 'document', document: record.id, start: 0, end: 0 });
          }}
        >
          {row}
        </button>
      ) : (
        <div class="row" title={title}>
          {row}
        </div>
      )}
      <button type="button" class="quiet icon-only on-hover" aria-label={shelf.deleteDocument(record.source)} onClick={onDelete}>
        <Icon name="trash" />
      </button>
    </div>
  );
}

function readFacts({ format, tokens, pages }: DocumentRecord): readonly string[] {
  const { shelf, plan } = words.value;
  return [formatName(format, words.value), plan.modelWindow(tokens), ...(pages > 0 ? [shelf.pages(pages)] : [])];
}
