import type { JSX } from 'preact';
import { Choice, type Option } from '../page/choice.tsx';
import { askable, quoting } from '../state/server.ts';
import { model } from '../state/settings.ts';
import { words } from '../words/index.ts';

/** Absent where there is nothing to choose: without a model there are only quotes. */
export function ModelChoice(): JSX.Element | null {
  const { plan } = words.value;
  const known = askable.value;
  const chosen = model.value;
  const isGone = chosen !== '' && chosen !== quoting && !known.some(({ id }) => id === chosen);
  if (known.length === 0 && !isGone) return null;
  const options: readonly Option[] = [
    { value: '', name: known.length === 0 ? plan.modelNone : plan.modelAuto },
    ...known.map(({ id, contextTokens }) => ({ value: id, name: `${id} · ${plan.modelWindow(contextTokens)}` })),
    ...(known.length > 0 ? [{ value: quoting, name: plan.modelNone }] : []),
    ...(isGone ? [{ value: chosen, name: plan.modelGone(chosen) }] : []),
  ];
  return (
    <Choice
      label={plan.model}
      value={chosen}
      options={options}
      onChoose={(next) => {
        model.value = next;
      }}
    />
  );
}
