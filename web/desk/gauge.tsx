import type { JSX } from 'preact';
import type { PlanAnswer } from '../api/answers.ts';
import { described } from '../page/fault-note.tsx';
import { Icon } from '../page/icons.tsx';
import { loadPlan, planFault, planned } from '../state/gauge.ts';
import { askable, loadServer, modelList, quoting } from '../state/server.ts';
import { words } from '../words/index.ts';

/** What the next question will read, and how much of the model's window that takes. */
export function Gauge(): JSX.Element | null {
  const known = planned.value;
  if (planFault.value !== null) {
    const { detail, hint } = described(planFault.value.problem, words.value);
    return (
      <p class="gauge-line" dir="auto">
        {detail} {hint} <LookAgain />
      </p>
    );
  }
  if (modelList.value !== null && askable.value.length === 0) return <NoModel />;
  if (known === null) return null;
  return known.model.id === quoting ? <p class="gauge-line">{words.value.plan.noModel}</p> : <Window planned={known} />;
}

function Window({ planned: { plan, model } }: { readonly planned: PlanAnswer }): JSX.Element {
  const { plan: table } = words.value;
  const share = plan.windowTokens > 0 ? Math.min(1, plan.promptTokens / plan.windowTokens) : 0;
  const how = { whole: table.whole, retrieve: table.retrieve, sections: table.sections, scan: table.scan, none: table.none }[plan.mode];
  return (
    <div class="gauge" title={`${model.id}\n${plan.reason}`}>
      <div class="gauge-bar" aria-hidden="true">
        <div class="gauge-fill" style={{ inlineSize: `${share * 100}%` }} />
      </div>
      <p class="gauge-line">
        <bdi>{model.id}</bdi>: <bdi>{table.gauge(plan.promptTokens, plan.windowTokens)}</bdi>, {how}
        {plan.predictedMs !== null && `; ${table.expected(plan.predictedMs)}`}
      </p>
    </div>
  );
}

/** The size of Gemma 4 that Ollama itself calls `latest`. */
const installCommand = 'ollama pull gemma4:e4b';

/** Answers still come, as quotes. One line says which address was tried and what to install. */
function NoModel(): JSX.Element {
  const { plan } = words.value;
  const servers = (modelList.value?.engines ?? []).filter(({ address }) => address !== null);
  const tried = servers.map(({ address }) => address).join(', ');
  return (
    <p class="gauge-line">
      {plan.noModel} {tried !== '' && plan.noModelTried(tried)} {plan.noModelRemedy(installCommand)} <LookAgain />
    </p>
  );
}

function LookAgain(): JSX.Element {
  return (
    <button type="button" class="quiet inline" onClick={() => void loadServer().then(loadPlan)}>
      <Icon name="again" /> {words.value.plan.lookAgain}
    </button>
  );
}
