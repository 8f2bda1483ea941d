import type { JSX } from 'preact';
import type { LedgerModel } from '../../core/types.ts';
import { ledger } from '../state/ledger.ts';
import { words } from '../words/index.ts';

/** Documents to leave out that are named before "and n more". */
const mostNamed = 5;
/** What the collection takes, and for each model whether all of it fits or what would have to go. Folded until it is wanted. */
export function LedgerView(): JSX.Element | null {
  const { ledger: table } = words.value;
  const known = ledger.value;
  const models = known?.models.filter(({ windowTokens }) => windowTokens > 0) ?? [];
  if (known === null || models.length === 0) return null;
  return (
    <details
      class="section ledger"
      onToggle={(event) => {
        // What unfolds at the foot of the shelf would unfold out of view.
        if (event.currentTarget.open) event.currentTarget.scrollIntoView({ block: 'nearest' });
      }}
    >
      <summary>
        <h2>{table.title}</h2>
        <span class="count">{table.fitting(models.filter(({ fits }) => fits).length, models.length)}</span>
      </summary>
      <p class="hint">{table.size(known.packedTokens)}</p>
      <ul>
        {models.map((model) => (
          <ModelLine key={`${model.engine}:${model.id}`} model={model} />
        ))}
      </ul>
    </details>
  );
}

function ModelLine({ model }: { readonly model: LedgerModel }): JSX.Element {
  const { ledger: table } = words.value;
  const { memory } = model;
  const isMemoryShort = memory !== null && memory.neededBytes > memory.availableBytes;
  return (
    <li>
      <details
        class="ledger-model"
        onToggle={(event) => {
          // What unfolds at the foot of the shelf would unfold out of view.
          if (event.currentTarget.open) event.currentTarget.scrollIntoView({ block: 'nearest' });
        }}
      >
        <summary>
          <bdi class="name" title={model.id}>
            {model.id}
          </bdi>
          <span class={model.fits ? 'verdict' : 'verdict short'}>
            {model.fits ? table.fits(model.spareTokens) : table.short(-model.spareTokens)}
          </span>
        </summary>
        <p>{table.needs(model.neededTokens, model.windowTokens)}</p>
        {isMemoryShort && <p class="short">{table.memoryShort(memory.neededBytes, memory.availableBytes)}</p>}
        {!model.fits && <LeaveOut sources={model.leaveOut} more={model.moreToLeaveOut} />}
      </details>
    </li>
  );
}

function LeaveOut({ sources, more }: { readonly sources: readonly string[]; readonly more: number }): JSX.Element {
  const { ledger: table, job } = words.value;
  const all = sources.length + more;
  return (
    <>
      {sources.length > 0 && <p>{table.leaveOut(all)}</p>}
      {sources.length > 0 && (
        <ul class="leave-out">
          {sources.slice(0, mostNamed).map((source) => (
            <li key={source} class="name" dir="auto" title={source}>
              {source}
            </li>
          ))}
          {all > mostNamed && <li class="hint">{job.andMore(all - mostNamed)}</li>}
        </ul>
      )}
      <p>{table.orRetrieve}</p>
    </>
  );
}
