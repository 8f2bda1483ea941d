import type { JSX } from 'preact';
import type { Plan } from '../../core/types.ts';
import { words } from '../words/index.ts';

/** How the question was read, and why. */
export function PlanLine({ plan }: { readonly plan: Plan }): JSX.Element {
  const { plan: table } = words.value;
  const how = { whole: table.modes.whole, retrieve: table.modes.retrieve, sections: table.sections, scan: table.scan, none: table.none }[
    plan.mode
  ];
  return (
    <p class="plan-line">
      <span class="plan-mode">{how}</span> <bdi>{plan.reason}</bdi>
    </p>
  );
}
