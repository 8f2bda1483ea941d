import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { takeDrop } from '../state/add.ts';
import { words } from '../words/index.ts';
import type { DroppedEntry } from './dropped-files.ts';

/** Shows, while files hang over the page, that they may be let go anywhere. */
export function DropVeil(): JSX.Element | null {
  const isOver = useSignal(false);
  useEffect(() => listenToDrops((over) => (isOver.value = over)), []);
  return isOver.value ? <div class="drop-veil">{words.value.add.dropAnywhere}</div> : null;
}

function listenToDrops(onOver: (isOver: boolean) => void): () => void {
  const over = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    onOver(true);
  };
  const leave = (event: DragEvent): void => {
    // Leaving the window has no element to go to; moving between elements of the page has.
    if (event.relatedTarget === null) onOver(false);
  };
  const drop = (event: DragEvent): void => {
    onOver(false);
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    // The items are only there during the event: take the entries before anything waits.
    void takeDrop([...event.dataTransfer.items].flatMap(entryOf));
  };
  addEventListener('dragover', over);
  addEventListener('dragleave', leave);
  addEventListener('drop', drop);
  return () => {
    removeEventListener('dragover', over);
    removeEventListener('dragleave', leave);
    removeEventListener('drop', drop);
  };
}

/** What another program hands over (an attachment, a picture) may be a file that lies in no folder. */
function entryOf(item: DataTransferItem): readonly DroppedEntry[] {
  const entry = item.webkitGetAsEntry();
  if (entry !== null) return [entry as DroppedEntry];
  const file = item.kind === 'file' ? item.getAsFile() : null;
  return file === null ? [] : [{ isFile: true, isDirectory: false, name: file.name, file: (done) => done(file) }];
}
