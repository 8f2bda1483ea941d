import type { JSX } from 'preact';
import type { Answer } from '../api/wire.ts';
import { SideScroll } from '../page/side-scroll.tsx';
import { words } from '../words/index.ts';

/** How much was read section by section, and the query where table rows were asked: part of what the answer says. */
export function SectionsLine({ answer: { plan, receipt } }: { readonly answer: Answer }): JSX.Element | null {
  const { receipt: table } = words.value;
  const { sections, sql } = receipt;
  // That everything at once was read is what its plan says already.
  const isTold = sections !== null && (plan.mode === 'scan' || sections.read < sections.total);
  if (!isTold && sql === null) return null;
  return (
    <div class="sections">
      {isTold && <p class="label">{table.sections(sections.read, sections.total)}</p>}
      {isTold && sections.read < sections.total && <p class="hint">{table.sectionsUnread(sections.total - sections.read)}</p>}
      {sql !== null && (
        <details class="receipt">
          <summary>{table.sql}</summary>
          <SideScroll class="code" label={table.sql}>
            <pre dir="ltr">
              <code>{sql}</code>
            </pre>
          </SideScroll>
        </details>
      )}
    </div>
  );
}
