import type { JSX } from 'preact';
import type { Plan } from '../../core/types.ts';
import { words } from '../words/index.ts';
import { PlanReason } from './plan-reason.tsx';

/** How the question was read, and why. */
export function PlanLine({ plan }: { readonly plan: Plan }): JSX.Element {
  const { plan: table } = words.value;
  return (
    <p class="plan-line">
      <span class="plan-mode">{plan.why.cause === 'rows' ? table.rowsMode : table.modes[plan.mode]}</span> <PlanReason plan={plan} />
    </p>
  );
}
