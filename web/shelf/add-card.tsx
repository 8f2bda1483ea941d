import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { FaultNote } from '../page/fault-note.tsx';
import { ProgressBar } from '../page/progress-bar.tsx';
import { addFault, addTo, type Chosen, chosen, dropChoice, gathering, sending } from '../state/add.ts';
import { place } from '../state/address.ts';
import { collections } from '../state/shelf.ts';
import { words } from '../words/index.ts';

/** Files are there; this asks where they shall go and shows them on their way. */
export function AddCard(): JSX.Element {
  const { add, page } = words.value;
  const files = chosen.value;
  return (
    <section class="card" aria-label={add.title}>
      {gathering.value !== null && <p>{add.gathering(gathering.value)}</p>}
      {addFault.value !== null && <FaultNote problem={addFault.value.problem} />}
      {sending.value !== null && (
        <>
          <p>{add.sending(sending.value.sentBytes, sending.value.totalBytes)}</p>
          <ProgressBar label={add.title} done={sending.value.sentBytes} total={sending.value.totalBytes} />
        </>
      )}
      {files !== null && sending.value === null && (files.files.length === 0 ? <p>{add.nothingInIt}</p> : <TargetForm files={files} />)}
      <button type="button" class="quiet" onClick={dropChoice}>
        {page.cancel}
      </button>
    </section>
  );
}

function TargetForm({ files }: { readonly files: Chosen }): JSX.Element {
  const { add } = words.value;
  const known = collections.value ?? [];
  const isTaken = known.some(({ name }) => name === files.suggestedName);
  const shown = place.value.collection;
  // A folder is a collection of its own; loose files belong to what is open.
  const target = useSignal(isTaken ? files.suggestedName : files.suggestedName === 'documents' && shown !== null ? shown : '');
  const name = useSignal(files.suggestedName);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void addTo(target.value === '' ? name.value.trim() : target.value);
      }}
    >
      <p class="strong">{add.chosen(files.files.length, files.sizeBytes)}</p>
      {files.leftOut.length > 0 && (
        <p class="hint" dir="auto">
          {add.leftOut(files.leftOut.length, files.leftOut.slice(0, 3).join(', '))}
        </p>
      )}
      <label class="field">
        {add.whereTo}
        <select
          value={target.value}
          onChange={(event) => {
            target.value = event.currentTarget.value;
          }}
        >
          <option value="">{add.intoNew}</option>
          {known.map((collection) => (
            <option key={collection.name} value={collection.name}>
              {collection.name}
            </option>
          ))}
        </select>
      </label>
      {target.value === '' && (
        <label class="field">
          {add.nameLabel}
          <input
            dir="auto"
            required
            maxLength={80}
            value={name.value}
            onInput={(event) => {
              name.value = event.currentTarget.value;
            }}
          />
        </label>
      )}
      <button type="submit" class="button primary">
        {add.add}
      </button>
    </form>
  );
}
