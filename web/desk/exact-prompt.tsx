import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { getPrompt, type SentPrompt } from '../api/answers.ts';
import { type Fault, toFault } from '../api/http.ts';
import { CopyButton } from '../page/copy-button.tsx';
import { FaultNote } from '../page/fault-note.tsx';
import { ScrollArea } from '../page/scroll-area.tsx';
import { words } from '../words/index.ts';

/** The prompt is long and seldom wanted: it is built again by the server when somebody asks to see it. */
export function ExactPrompt({ answer }: { readonly answer: string }): JSX.Element {
  const { receipt: table, page } = words.value;
  const state = useSignal<'folded' | 'loading' | SentPrompt | { readonly fault: Fault }>('folded');
  const show = async (): Promise<void> => {
    state.value = 'loading';
    state.value = await getPrompt(answer).catch((error: unknown) => ({ fault: toFault(error) }));
  };
  const shown = state.value;
  if (shown === 'folded') {
    return (
      <button type="button" class="button" onClick={() => void show()}>
        {table.showPrompt}
      </button>
    );
  }
  if (shown === 'loading') return <p class="hint">{page.loading}</p>;
  if ('fault' in shown) return <FaultNote problem={shown.fault.problem} />;
  return <PromptText prompt={shown} />;
}

function PromptText({ prompt }: { readonly prompt: SentPrompt }): JSX.Element {
  const { receipt: table } = words.value;
  const parts = promptParts(prompt);
  return (
    <section class="exact-prompt">
      <header class="section-head">
        <h3>{table.promptTitle}</h3>
        <CopyButton label={table.copyPrompt} done={table.copied} text={() => parts.join('\n\n')} />
      </header>
      <ScrollArea class="prompt-text" label={table.promptTitle}>
        {parts.map((part, index) => (
          <pre key={index} dir="auto">
            {part}
          </pre>
        ))}
      </ScrollArea>
    </section>
  );
}

/** In the order in which the model reads them. */
function promptParts({ system, prefix, history, question }: SentPrompt): readonly string[] {
  return [system, prefix, ...history.flatMap((turn) => [turn.question, turn.answer]), question].filter((part) => part !== '');
}
