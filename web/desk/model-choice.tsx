import type { JSX } from 'preact';
import { askable, quoting } from '../state/server.ts';
import { model } from '../state/settings.ts';
import { words } from '../words/index.ts';

export function ModelChoice(): JSX.Element {
  const { plan } = words.value;
  const known = askable.value;
  const chosen = model.value;
  const isGone = chosen !== '' && chosen !== quoting && !known.some(({ id }) => id === chosen);
  return (
    <select
      class="choice"
      aria-label={plan.model}
      value={chosen}
      onChange={(event) => {
        model.value = event.currentTarget.value;
      }}
    >
      <option value="">{known.length === 0 ? plan.modelNone : plan.modelAuto}</option>
      {known.map(({ id, engine, contextTokens }) => (
        <option key={`${engine}:${id}`} value={id}>
          {`${id} · ${plan.modelWindow(contextTokens)}`}
        </option>
      ))}
      {known.length > 0 && <option value={quoting}>{plan.modelNone}</option>}
      {isGone && <option value={chosen}>{plan.modelGone(chosen)}</option>}
    </select>
  );
}
