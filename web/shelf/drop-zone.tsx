import { useSignal } from '@preact/signals';
import type { JSX, TargetedEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../page/icons.tsx';
import { addFolder, takeInput } from '../state/add.ts';
import { status } from '../state/server.ts';
import { words } from '../words/index.ts';

/** Where files come in: by drop (anywhere on the page), by choosing, or by naming a folder that the config allows. */
export function DropZone(): JSX.Element {
  const { add } = words.value;
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  // Every browser knows it, but it is in no standard and so not in the types of JSX.
  useEffect(() => void folder.current?.toggleAttribute('webkitdirectory', true), []);
  const take = (event: TargetedEvent<HTMLInputElement>): void => {
    const list = [...(event.currentTarget.files ?? [])];
    // The same files chosen again must be a change again.
    event.currentTarget.value = '';
    if (list.length > 0) takeInput(list);
  };
  return (
    <section class="drop-zone" aria-label={add.title}>
      <p>{add.dropHere}</p>
      <div class="buttons">
        <button type="button" class="button" onClick={() => files.current?.click()}>
          <Icon name="file" /> {add.chooseFiles}
        </button>
        <button type="button" class="button" onClick={() => folder.current?.click()}>
          <Icon name="folder" /> {add.chooseFolder}
        </button>
      </div>
      <input ref={files} class="gone" type="file" multiple aria-label={add.chooseFiles} data-testid="files" onChange={take} />
      <input ref={folder} class="gone" type="file" aria-label={add.chooseFolder} onChange={take} />
      {(status.value?.folders.length ?? 0) > 0 && <PathForm folders={status.value?.folders ?? []} />}
    </section>
  );
}

function PathForm({ folders }: { readonly folders: readonly string[] }): JSX.Element {
  const { add } = words.value;
  const path = useSignal(folders[0] ?? '');
  const name = (path.value.split(/[/\\]/).findLast((part) => part !== '') ?? 'documents').replace(/[^\p{L}\p{M}\p{N} ._-]+/gu, '-');
  return (
    <details class="by-path">
      <summary>{add.byPath}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void addFolder(name, path.value);
        }}
      >
        <label>
          {add.pathLabel}
          <input
            dir="ltr"
            list="allowed-folders"
            value={path.value}
            onInput={(event) => {
              path.value = event.currentTarget.value;
            }}
          />
        </label>
        <datalist id="allowed-folders">
          {folders.map((known) => (
            <option key={known} value={known} />
          ))}
        </datalist>
        <button type="submit" class="button">
          {add.add}
        </button>
      </form>
    </details>
  );
}
