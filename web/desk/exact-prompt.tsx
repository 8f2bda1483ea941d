import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
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
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <section class="exact-prompt" ref={section}>
      <header class="section-head">
        <h3>{table.promptTitle}</h3>
        <CopyButton label={table.copyPrompt} done={table.copied} text={() => asText(prompt)} />
      </header>
      {!prompt.isSent && <p class="hint">{table.promptNotSent}</p>}
      <ScrollArea class="prompt-text" label={table.promptTitle}>
        {prompt.messages.map(({ role, content }, index) => (
          <section key={index}>
            <h4>{table.roles[role]}</h4>
            <pre dir="auto">{content}</pre>
          </section>
        ))}
      </ScrollArea>
    </section>
  );
}

const asText = ({ messages }: SentPrompt): string => messages.map(({ content }) => content).join('\n\n');
