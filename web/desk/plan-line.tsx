import type { JSX } from 'preact';
import type { Plan } from '../../core/types.ts';
import { words } from '../words/index.ts';
import { planReason } from '../words/plan-reason.ts';

/** How the question was read, and why. */
export function PlanLine({ plan }: { readonly plan: Plan }): JSX.Element {
  return (
    <p class="plan-line">
      <span class="plan-mode">{words.value.plan.modes[plan.mode]}</span> <bdi>{planReason(plan, words.value)}</bdi>
    </p>
  );
}
