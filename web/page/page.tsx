/** The three places. What is open is told by classes on the frame; the style sheet does the rest. */
import type { JSX } from 'preact';
import { Desk } from '../desk/desk.tsx';
import { Doctor } from '../doctor/doctor.tsx';
import { DropVeil } from '../shelf/drop-veil.tsx';
import { Shelf } from '../shelf/shelf.tsx';
import { Source } from '../source/source.tsx';
import { place } from '../state/address.ts';
import { politeWords, urgentWords } from '../state/announce.ts';
import { questionBoxId } from '../state/keys.ts';
import { drawerOpen, shelfFolded } from '../state/settings.ts';
import { words } from '../words/index.ts';
import { KeyList } from './key-list.tsx';

export function Page(): JSX.Element {
  const isSourceOpen = place.value.source !== null;
  const classes = ['frame'];
  if (isSourceOpen) classes.push('with-source');
  if (shelfFolded.value === 'yes') classes.push('shelf-folded');
  if (drawerOpen.value) classes.push('drawer-open');
  return (
    <>
      <a class="skip" href={`#${questionBoxId}`}>
        {words.value.page.skipToQuestion}
      </a>
      <div class={classes.join(' ')}>
        <Shelf />
        <button type="button" class="drawer-veil" tabIndex={-1} aria-label={words.value.page.closeShelf} onClick={closeDrawer} />
        <Desk />
        {isSourceOpen && (place.value.source?.kind === 'doctor' ? <Doctor /> : <Source />)}
      </div>
      <KeyList />
      <DropVeil />
      <Announcements />
    </>
  );
}

function closeDrawer(): void {
  drawerOpen.value = false;
}

function Announcements(): JSX.Element {
  return (
    <>
      <div class="unseen" role="status">
        {politeWords.value}
      </div>
      <div class="unseen" role="alert">
        {urgentWords.value}
      </div>
    </>
  );
}
