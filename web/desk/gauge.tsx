import type { JSX } from 'preact';
import type { Plan } from '../../core/types.ts';
import type { PlanAnswer } from '../api/answers.ts';
import { Icon } from '../page/icons.tsx';
import { exchanges } from '../state/desk.ts';
import { loadPlan, type NextReading, nextReading, planFault, planned } from '../state/gauge.ts';
import { askable, loadServer, modelList, quoting } from '../state/server.ts';
import { faultSentence } from '../words/fault-sentence.ts';
import { words } from '../words/index.ts';
import { PlanReason } from './plan-reason.tsx';

/** What the next question will read, how much of the model's window that takes, and how long until the first word. */
export function Gauge(): JSX.Element | null {
  const known = planned.value;
  const next = nextReading.value;
  if (planFault.value !== null) {
    return (
      <p class="gauge-line">
        <bdi>{faultSentence(planFault.value.problem, words.value)}</bdi> <LookAgain />
      </p>
    );
  }
  // The list may be older than the plan, which asks the model servers each time.
  const isAsked = known !== null && known.model.id !== quoting;
  if (!isAsked && modelList.value !== null && askable.value.length === 0) return <NoModel />;
  if (known === null || next === null) return null;
  return known.model.id === quoting ? <p class="gauge-line">{words.value.plan.noModel}</p> : <Window planned={known} next={next} />;
}

interface WindowProps {
  readonly planned: PlanAnswer;
  readonly next: NextReading;
}

function Window({ planned: { plan, model }, next }: WindowProps): JSX.Element {
  const share = plan.windowTokens > 0 ? Math.min(1, next.promptTokens / plan.windowTokens) : 0;
  const isOwnChoice = next.mode !== plan.mode;
  return (
    <div class="gauge">
      {fillsOnce(next) && (
        <div class="gauge-bar" aria-hidden="true">
          <div class="gauge-fill" style={{ inlineSize: `${share * 100}%` }} />
        </div>
      )}
      <p class="gauge-line">
        <bdi class="strong">{model.id}</bdi>{' '}
        {readingFacts(plan, next).map((fact, index) => (
          <span key={fact}>
            {index > 0 && ' · '}
            <bdi>{fact}</bdi>
          </span>
        ))}
        {/* That everything fits is what the figures have just said. */}
        {!isOwnChoice && next.mode !== 'whole' && (
          <span class="gauge-why">
            <PlanReason plan={plan} />
          </span>
        )}
      </p>
    </div>
  );
}

/** A scan fills the window again and again: there is no share to show. */
const fillsOnce = ({ mode }: NextReading): boolean => mode !== 'scan';

function readingFacts(plan: Plan, next: NextReading): readonly string[] {
  const { plan: table } = words.value;
  // Exact where the model's own vocabulary is known; else the figure says that it is none.
  const isEstimated = plan.countedBy.startsWith('estimate');
  return [
    fillsOnce(next) ? table.gauge(next.promptTokens, plan.windowTokens) : table.modelWindow(next.promptTokens),
    isEstimated ? table.estimated : '',
    table.how[next.mode],
    next.predictedMs === null ? '' : table.expected(next.predictedMs),
    next.cachedTokens > 0 ? table.held(next.cachedTokens, next.coldMs) : '',
  ].filter(Boolean);
}

/** The size of Gemma 4 that Ollama itself calls `latest`. */
const installCommand = 'ollama pull gemma4:e4b';

/** Answers still come, as quotes. One line says which address was tried and what to install. */
function NoModel(): JSX.Element {
  const { plan } = words.value;
  // A conversation has been told once.
  const isTold = exchanges.value.length > 0;
  const servers = (modelList.value?.engines ?? []).filter(({ address }) => address !== null);
  const tried = servers.map(({ address }) => address).join(', ');
  return (
    <p class="gauge-line">
      {!isTold && tried !== '' && plan.noModelTried(tried)} {plan.noModel} {!isTold && plan.noModelRemedy(installCommand)} <LookAgain />
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
