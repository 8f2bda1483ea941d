/** How the next question shall be read: every way with what it costs, and the impossible ones with their reason. */
import type { JSX, TargetedEvent, TargetedMouseEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Plan, PlanAlternative, ReadingMode } from '../../core/types.ts';
import { Icon } from '../page/icons.tsx';
import { planned } from '../state/gauge.ts';
import { focusQuestion } from '../state/keys.ts';
import { mode, waysOpen } from '../state/settings.ts';
import { words } from '../words/index.ts';
import { planReason, wayReason } from '../words/plan-reason.ts';

const panelId = 'ways';

/** Absent where there is nothing to choose. */
export function WaysChoice(): JSX.Element | null {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const closeOutside = (event: Event): void => {
      if (!frame.current?.contains(event.target as Node)) waysOpen.value = false;
    };
    addEventListener('pointerdown', closeOutside);
    return () => removeEventListener('pointerdown', closeOutside);
  }, []);
  const plan = planned.value?.plan;
  if (plan === undefined || plan.alternatives.filter(({ possible }) => possible).length < 2) return null;
  const { plan: table } = words.value;
  return (
    <div class="ways" ref={frame} onFocusOut={closeWhenLeft}>
      <button
        type="button"
        class="choice"
        aria-expanded={waysOpen.value}
        aria-controls={panelId}
        onClick={() => {
          waysOpen.value = !waysOpen.value;
        }}
      >
        {table.shown(table.modes[mode.value])} <Icon name="down" />
      </button>
      {waysOpen.value && <Panel plan={plan} />}
    </div>
  );
}

function closeWhenLeft(event: TargetedEvent<HTMLDivElement, FocusEvent>): void {
  const { relatedTarget } = event;
  // A click on words has no target to go to; leaving by keyboard has.
  if (relatedTarget instanceof Node && !event.currentTarget.contains(relatedTarget)) waysOpen.value = false;
}

function Panel({ plan }: { readonly plan: Plan }): JSX.Element {
  const panel = useRef<HTMLFieldSetElement>(null);
  useEffect(() => panel.current?.querySelector<HTMLInputElement>('input:checked')?.focus(), []);
  const { plan: table } = words.value;
  return (
    <fieldset id={panelId} class="ways-panel" ref={panel}>
      <legend>{table.waysTitle}</legend>
      <Way name="auto" cost={table.modes[plan.mode]} why={planReason(plan, words.value) ?? table.modeMeaning.auto} possible={true} />
      {plan.alternatives.map((way) => (
        <Way key={way.mode} name={way.mode} cost={costOf(way)} why={wayReason(way, plan, words.value)} possible={way.possible} />
      ))}
    </fieldset>
  );
}

interface WayProps {
  readonly name: ReadingMode | 'auto';
  readonly cost: string;
  readonly why: string;
  readonly possible: boolean;
}

function Way({ name, cost, why, possible }: WayProps): JSX.Element {
  const { plan: table } = words.value;
  return (
    <label class="way">
      <input
        type="radio"
        name="way"
        value={name}
        checked={mode.value === name}
        disabled={!possible}
        onClick={choose}
        onKeyDown={closeOnEnter}
      />
      <span class="way-name">{table.modes[name]}</span>
      <span class="way-cost">{possible ? cost : table.notPossible}</span>
      <span class="way-why">
        <bdi>{why}</bdi>
      </span>
    </label>
  );
}

function costOf({ promptTokens, predictedMs }: PlanAlternative): string {
  return promptTokens === 0 ? '' : words.value.plan.cost(promptTokens, predictedMs);
}

function choose(event: TargetedMouseEvent<HTMLInputElement>): void {
  mode.value = event.currentTarget.value as ReadingMode | 'auto';
  // Arrow keys click too, without a pointer: those walk through the ways and leave the panel open.
  if (event.detail > 0) done();
}

function closeOnEnter(event: KeyboardEvent): void {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  done();
}

function done(): void {
  waysOpen.value = false;
  focusQuestion();
}
