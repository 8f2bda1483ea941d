import type { ComponentChildren, JSX } from 'preact';
import type { Problem } from '../api/http.ts';
import { faultName, pageFaultText } from '../words/fault-sentence.ts';
import { words } from '../words/index.ts';
import { Icon } from './icons.tsx';
import { ServerText } from './server-text.tsx';

interface FaultNoteProps {
  readonly problem: Problem;
  /** The one button that helps, or several when a person must choose. */
  readonly children?: ComponentChildren;
}

/** What happened, the culprit and what to do. */
export function FaultNote({ problem, children }: FaultNoteProps): JSX.Element {
  return (
    <div class="fault">
      <Icon name="doubt" />
      <div>
        <FaultText problem={problem} />
        {children !== undefined && <div class="buttons">{children}</div>}
      </div>
    </div>
  );
}

/** The page names the fault in its own language; who did it and what helps is in the server's sentences. */
function FaultText({ problem }: { readonly problem: Problem }): JSX.Element {
  const own = pageFaultText(problem, words.value);
  if (own !== null) {
    return (
      <>
        <p class="fault-what">{own.detail}</p>
        <p class="fault-hint">{own.hint}</p>
      </>
    );
  }
  const name = faultName(problem, words.value);
  return (
    <>
      {name !== null && <p class="fault-what">{name}</p>}
      <p class={name === null ? 'fault-what' : undefined}>
        <ServerText text={problem.detail} />
      </p>
      {problem.hint !== '' && (
        <p class="fault-hint">
          <ServerText text={problem.hint} />
        </p>
      )}
    </>
  );
}
