/** The first place: collections, what is in the shown one, and where new files go in. */
import type { JSX, TargetedEvent } from 'preact';
import { FaultNote } from '../page/fault-note.tsx';
import { Icon } from '../page/icons.tsx';
import { addFault, chosen, gathering, sending } from '../state/add.ts';
import { showSource } from '../state/address.ts';
import { documents } from '../state/documents.ts';
import { jobs } from '../state/jobs.ts';
import { drawerOpen, keysOpen, shelfFolded } from '../state/settings.ts';
import { collection, loadCollections } from '../state/shelf.ts';
import { shelfFault } from '../state/shelf-fault.ts';
import { words } from '../words/index.ts';
import { AddCard } from './add-card.tsx';
import { LanguageChoice, ThemeChoice } from './choices.tsx';
import { CollectionList } from './collection-list.tsx';
import { Conversations } from './conversations.tsx';
import { DocumentList } from './document-list.tsx';
import { DropZone } from './drop-zone.tsx';
import { JobCard } from './job-card.tsx';
import { LedgerView } from './ledger.tsx';

export function Shelf(): JSX.Element {
  const { page, fault, doctor } = words.value;
  // With nothing on the shelf the drop zone stands on the desk, where the eye is.
  const isSomethingThere = (collection.value?.documents ?? 0) > 0;
  const isAdding = chosen.value !== null || gathering.value !== null || sending.value !== null || addFault.value !== null;
  return (
    <aside class="shelf" aria-label={page.shelf}>
      <header class="shelf-head">
        <span class="brand">Carrel</span>
        <button type="button" class="quiet icon-only" aria-label={page.closeShelf} onClick={closeShelf}>
          <Icon name="shelf" />
        </button>
      </header>
      <div class="shelf-body">
        <CollectionList />
        {shelfFault.value !== null && (
          <FaultNote problem={shelfFault.value.problem}>
            <button type="button" class="button" onClick={() => void loadCollections()}>
              {fault.retry}
            </button>
          </FaultNote>
        )}
        {isAdding ? <AddCard /> : isSomethingThere && <DropZone />}
        {jobs.value.map((job) => (
          <JobCard key={job.id} job={job} />
        ))}
        {collection.value !== null && <Conversations />}
        {collection.value !== null && documents.value !== null && <DocumentList summary={collection.value} page={documents.value} />}
        {isSomethingThere && <LedgerView />}
      </div>
      <footer class="shelf-foot">
        <LanguageChoice />
        <ThemeChoice />
        <button type="button" class="quiet icon-only" aria-label={doctor.title} title={doctor.title} onClick={showDoctor}>
          <Icon name="pulse" />
        </button>
        <button type="button" class="quiet icon-only" aria-label={page.keys} title={page.keys} onClick={showKeys}>
          <kbd>?</kbd>
        </button>
      </footer>
    </aside>
  );
}

/** A drawer closes; a column folds, and stays folded. The style sheet knows which it is. */
function closeShelf(event: TargetedEvent<HTMLButtonElement>): void {
  const shelf = event.currentTarget.closest('.shelf');
  const isDrawer = shelf !== null && getComputedStyle(shelf).position === 'fixed';
  drawerOpen.value = false;
  if (!isDrawer) shelfFolded.value = 'yes';
}

function showDoctor(): void {
  drawerOpen.value = false;
  showSource({ kind: 'doctor' });
}

function showKeys(): void {
  keysOpen.value = true;
}
