import type { JSX } from 'preact';
import type { Plan } from '../../core/types.ts';
import { words } from '../words/index.ts';
import { PlanReason } from './plan-reason.tsx';

/** How the question was read, and why. */
export function PlanLine({ plan }: { readonly plan: Plan }): JSX.Element {
  return (
    <p class="plan-line">
      <span class="plan-mode">{words.value.plan.modes[plan.mode]}</span> <PlanReason plan={plan} />
    </p>
  );
}
