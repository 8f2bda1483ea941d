import type { JSX } from 'preact';
import { askable, quoting } from '../state/server.ts';
import { mode, model, modes } from '../state/settings.ts';
import { words } from '../words/index.ts';

export function ModeChoice(): JSX.Element {
  const { plan } = words.value;
  return (
    <select
      class="choice"
      aria-label={plan.mode}
      title={plan.modeMeaning[mode.value]}
      value={mode.value}
      onChange={(event) => {
        mode.value = modes.find((known) => known === event.currentTarget.value) ?? 'auto';
      }}
    >
      {modes.map((name) => (
        <option key={name} value={name}>
          {plan.modes[name]}
        </option>
      ))}
    </select>
  );
}

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
