/** The second place: what is read, the conversation, and the question box. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { FaultNote } from '../page/fault-note.tsx';
import { Icon } from '../page/icons.tsx';
import { ScrollArea } from '../page/scroll-area.tsx';
import { place, showConversation } from '../state/address.ts';
import { conversationFault, exchanges, isOpening, runningHere } from '../state/desk.ts';
import { loadServer, serverFault } from '../state/server.ts';
import { drawerOpen, shelfFolded } from '../state/settings.ts';
import { collections, loadCollections } from '../state/shelf.ts';
import { words } from '../words/index.ts';
import { AskBox } from './ask-box.tsx';
import { CitationCard } from './citation-card.tsx';
import { ExchangeView } from './exchange-view.tsx';
import { RunningView } from './running-view.tsx';
import { Welcome } from './welcome.tsx';

export function Desk(): JSX.Element {
  const { page } = words.value;
  return (
    <main class="desk" aria-label={page.desk}>
      <header class="desk-head">
        <button type="button" class="quiet icon-only open-shelf" aria-label={page.openShelf} onClick={openShelf}>
          <Icon name="shelf" />
        </button>
        <h1 dir="auto" title={place.value.collection ?? undefined}>
          {place.value.collection ?? 'Carrel'}
        </h1>
      </header>
      <Thread />
      <AskBox />
      <CitationCard />
    </main>
  );
}

function openShelf(): void {
  shelfFolded.value = 'no';
  drawerOpen.value = true;
}

function Thread(): JSX.Element {
  const { fault, desk } = words.value;
  const scroller = useRef<HTMLElement>(null);
  useScrollToNewest(scroller);
  const isEmpty = exchanges.value.length === 0 && runningHere.value === null && conversationFault.value === null && !isOpening.value;
  return (
    <ScrollArea class="thread" view={scroller} label={desk.thread}>
      <div class="sheet">
        {serverFault.value !== null && (
          <FaultNote problem={serverFault.value.problem}>
            <button type="button" class="button" onClick={() => void Promise.all([loadServer(), loadCollections()])}>
              {fault.retry}
            </button>
          </FaultNote>
        )}
        {conversationFault.value !== null && (
          <FaultNote problem={conversationFault.value.problem}>
            <button type="button" class="button" onClick={() => showConversation(null, 'replace')}>
              {words.value.shelf.newConversation}
            </button>
          </FaultNote>
        )}
        {isEmpty && collections.value !== null && <Welcome />}
        {exchanges.value.map((exchange) => (
          <ExchangeView key={exchange.id} exchange={exchange} />
        ))}
        {runningHere.value !== null && <RunningView key={runningHere.value.id} running={runningHere.value} />}
      </div>
    </ScrollArea>
  );
}

/**
 * A new question goes to the top and its answer fills the room below it. A conversation that is opened shows its end,
 * or the citation that its address names.
 */
function useScrollToNewest(scroller: { readonly current: HTMLElement | null }): void {
  const running = runningHere.value?.id ?? '';
  const opened = exchanges.value.length > 0 ? (place.value.conversation ?? '') : '';
  useEffect(() => {
    if (running !== '') scroller.current?.querySelector('.exchange:last-of-type')?.scrollIntoView({ block: 'start' });
  }, [running]);
  useEffect(() => {
    if (opened === '' || runningHere.peek() !== null) return;
    const cited = scroller.current?.querySelector('.mark.open');
    if (cited) cited.scrollIntoView({ block: 'center' });
    else scroller.current?.querySelector('.exchange:last-of-type')?.scrollIntoView({ block: 'start' });
  }, [opened]);
}
