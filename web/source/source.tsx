/** The third place: the document, scrolled to the marked passage. */
import type { JSX } from 'preact';
import { originalAddress } from '../api/documents.ts';
import { citationAsText } from '../desk/answer-as-text.ts';
import { directionOf } from '../desk/direction.ts';
import { CopyButton } from '../page/copy-button.tsx';
import { FaultNote } from '../page/fault-note.tsx';
import { Icon } from '../page/icons.tsx';
import { SidePanel } from '../page/side-panel.tsx';
import { place, showSource } from '../state/address.ts';
import { openCitation, openDocument, sourceAnswer, sourceFault, walk, walkCitations } from '../state/source.ts';
import { words } from '../words/index.ts';
import { placeWords } from '../words/place.ts';
import { DocumentText } from './document-text.tsx';

export function Source(): JSX.Element {
  const { page, source, citation: table } = words.value;
  const isMissing = place.value.source?.kind === 'citation' && sourceAnswer.value !== null && openCitation.value === null;
  const file = openDocument.value;
  return (
    <SidePanel label={page.source}>
      <SourceHead />
      {sourceFault.value !== null && <FaultNote problem={sourceFault.value.problem} />}
      {isMissing && <p class="hint">{table.missing}</p>}
      {file === null && sourceFault.value === null && !isMissing && <p class="hint">{page.loading}</p>}
      {file !== null && file.text.trim() === '' && <p class="hint">{source.noText}</p>}
      {file !== null && <Changed text={file.text} />}
      {file !== null && file.text.trim() !== '' && <DocumentText key={file.id} file={file} />}
    </SidePanel>
  );
}

function SourceHead(): JSX.Element {
  const { page } = words.value;
  const citation = openCitation.value;
  const record = openDocument.value?.view.document ?? null;
  const name = citation?.source ?? record?.source ?? '';
  const title = record?.title ?? citation?.title ?? '';
  const shown = title === '' || title === name ? name.slice(name.lastIndexOf('/') + 1) : title;
  const where = citation === null ? [] : placeWords(citation.place, words.value);
  return (
    <header class="source-head">
      <div class="source-title">
        <h2 dir={directionOf(shown)} title={name}>
          {shown}
        </h2>
        <button type="button" class="quiet icon-only" aria-label={page.close} onClick={() => showSource(null)}>
          <Icon name="close" />
        </button>
      </div>
      <p class="detail" dir="auto">
        {[name, ...where].map((part, index) => (
          <span key={part}>
            {index > 0 && ' · '}
            <bdi>{part}</bdi>
          </span>
        ))}
      </p>
      <div class="source-bar">
        <Steps />
        <SourceActions />
      </div>
    </header>
  );
}

function Steps(): JSX.Element | null {
  const { source } = words.value;
  const found = walk.value;
  if (openCitation.value === null || found === null || found.citations.length < 2) return null;
  return (
    <div class="steps">
      <button type="button" class="quiet icon-only" aria-label={source.previous} onClick={() => walkCitations(-1)}>
        <Icon name="left" />
      </button>
      <span class="clock">{source.position(found.index + 1, found.citations.length)}</span>
      <button type="button" class="quiet icon-only" aria-label={source.next} onClick={() => walkCitations(1)}>
        <Icon name="right" />
      </button>
    </div>
  );
}

function SourceActions(): JSX.Element {
  const { source } = words.value;
  const citation = openCitation.value;
  const { collection } = place.value;
  const id = openDocument.value?.id;
  return (
    <div class="actions">
      {citation !== null && <CopyButton label={source.copyQuote} done={source.copied} text={() => citationAsText(citation, words.value)} />}
      {collection !== null && id !== undefined && (
        <a class="quiet" href={originalAddress(collection, id, citation?.place.page ?? null)} target="_blank" rel="noopener">
          <Icon name="open" /> {source.openOriginal}
        </a>
      )}
    </div>
  );
}

/** A quote is proved by slicing the text; a document that was replaced since may have other words there. */
function Changed({ text }: { readonly text: string }): JSX.Element | null {
  const citation = openCitation.value;
  if (citation === null || text.slice(citation.start, citation.end) === citation.quote) return null;
  return (
    <p class="notice" role="note">
      {words.value.source.changed}
    </p>
  );
}
