import type { JSX } from 'preact';
import type { Plan } from '../../core/types.ts';
import { ServerText } from '../page/server-text.tsx';
import { words } from '../words/index.ts';
import { planReason } from '../words/plan-reason.ts';

/** Why a question is read as it is, in the words of the page; plans of older versions have only the server's sentence. */
export function PlanReason({ plan }: { readonly plan: Plan }): JSX.Element {
  const own = planReason(plan, words.value);
  return own === null ? <ServerText text={plan.reason} /> : <bdi>{own}</bdi>;
}
