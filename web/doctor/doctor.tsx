/** In the third place when somebody asks what is wrong: every finding with its remedy, and a trial of the model. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Finding } from '../api/doctor.ts';
import { FaultNote } from '../page/fault-note.tsx';
import { Icon } from '../page/icons.tsx';
import { ScrollArea } from '../page/scroll-area.tsx';
import { ServerText } from '../page/server-text.tsx';
import { SidePanel } from '../page/side-panel.tsx';
import { showSource } from '../state/address.ts';
import { doctorFault, examination, examine, stopTrial, tried } from '../state/doctor.ts';
import { askable } from '../state/server.ts';
import { words } from '../words/index.ts';
import { MeasurementsView } from './measurements-view.tsx';
import { Trial } from './trial.tsx';

export function Doctor(): JSX.Element {
  const { doctor: table, page } = words.value;
  useEffect(() => {
    void examine();
    return stopTrial;
  }, []);
  const known = examination.value;
  const found = [...tried.value, ...(known?.findings ?? [])];
  return (
    <SidePanel label={table.title}>
      <header class="source-head">
        <div class="source-title">
          <h2>{table.title}</h2>
          <button type="button" class="quiet icon-only" aria-label={page.close} onClick={() => showSource(null)}>
            <Icon name="close" />
          </button>
        </div>
        {known !== null && <p class="detail">{summary(found)}</p>}
      </header>
      <ScrollArea class="findings" label={table.title}>
        {doctorFault.value !== null && <FaultNote problem={doctorFault.value.problem} />}
        {askable.value.length > 0 && <Trial />}
        {known === null && doctorFault.value === null && <p class="hint">{page.loading}</p>}
        <Findings found={found} />
        {known?.measurements.map((measured) => (
          <MeasurementsView key={`${measured.engine}:${measured.model}`} measured={measured} />
        ))}
      </ScrollArea>
    </SidePanel>
  );
}

function summary(found: readonly Finding[]): string {
  const { doctor: table } = words.value;
  const wanting = found.filter(({ state }) => state !== 'good').length;
  return wanting === 0 ? table.allGood : table.wanting(wanting);
}

/** What wants doing stands first; what is well follows. */
function Findings({ found }: { readonly found: readonly Finding[] }): JSX.Element {
  const rank = { bad: 0, doubtful: 1, good: 2 };
  return (
    <ul>
      {found
        .toSorted((first, second) => rank[first.state] - rank[second.state])
        .map((finding) => (
          <FindingRow key={`${finding.area} ${finding.message}`} finding={finding} />
        ))}
    </ul>
  );
}

function FindingRow({ finding: { area, state, message, remedy } }: { readonly finding: Finding }): JSX.Element {
  const { doctor: table } = words.value;
  return (
    <li class={`finding ${state}`}>
      <Icon name={state === 'good' ? 'check' : 'doubt'} />
      <div>
        <p class="finding-area">
          {table.areas[area]} <span class="unseen">{table.states[state]}</span>
        </p>
        <p>
          <ServerText text={message} />
        </p>
        {remedy !== '' && (
          <p class="fault-hint">
            <ServerText text={remedy} />
          </p>
        )}
      </div>
    </li>
  );
}
