/** The canonical text around the mark; more of it as one scrolls. Text nodes only. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { ScrollArea } from '../page/scroll-area.tsx';
import { marks, type OpenDocument } from '../state/source.ts';
import { words } from '../words/index.ts';
import { type DocumentMap, headingSigns, type Run, runsOf, segmentAt, segmentEdges } from './runs.ts';
import { useGrowth, useShownMark } from './window.ts';

/** Formats whose lines and columns mean something. */
const fixedWidth: ReadonlySet<string> = new Set(['code', 'csv', 'tsv', 'json', 'yaml', 'toml', 'sql', 'xml']);

export function DocumentText({ file }: { readonly file: OpenDocument }): JSX.Element {
  const edges = useMemo(() => segmentEdges(file.text), [file.text]);
  const active = marks.value.find(({ isActive }) => isActive) ?? null;
  const target = segmentAt(edges, active?.start ?? 0);
  const range = useSignal({ first: Math.max(0, target - 1), last: Math.min(edges.length - 2, target + 1) });
  const view = useRef<HTMLElement>(null);
  useShownMark(view, range, target, edges.length - 2, active === null ? '' : `${active.start}-${active.end}`);
  useGrowth(view, range, edges.length - 2);
  const { outline, pageStarts } = file.view;
  const markup = useMemo(() => headingSigns(file.text, outline), [file]);
  const map: DocumentMap = { headings: outline, markup, pageStarts, marks: marks.value };
  const { first, last } = range.value;
  const segments = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const isFixed = fixedWidth.has(file.view.document.format);
  return (
    <ScrollArea class={isFixed ? 'document-text fixed' : 'document-text'} view={view} label={file.view.document.source}>
      {segments.map((index) => (
        <div class="segment" key={index}>
          {runsOf(edges[index] ?? 0, edges[index + 1] ?? 0, map).map((run) => (
            <RunView key={run.start} run={run} text={file.text} />
          ))}
        </div>
      ))}
      {last === edges.length - 2 && <p class="end-mark">{words.value.source.end}</p>}
    </ScrollArea>
  );
}

function RunView({ run, text }: { readonly run: Run; readonly text: string }): JSX.Element {
  const slice = text.slice(run.start, run.end);
  const marked =
    run.mark === null ? (
      run.isMarkup ? (
        <span class="markup">{slice}</span>
      ) : (
        slice
      )
    ) : (
      <mark class={run.mark} data-active={run.mark === 'active' ? 'yes' : undefined}>
        {slice}
      </mark>
    );
  return (
    <>
      {run.page !== null && <span class="page-mark">{words.value.source.pageMark(run.page)}</span>}
      {run.heading === null ? (
        marked
      ) : (
        // A heading element may not stand in a line of text, and these do: the offsets need the text as it is.
        // biome-ignore lint/a11y/useSemanticElements: see above
        <span class="heading" role="heading" aria-level={Math.min(6, run.heading + 2)}>
          {marked}
        </span>
      )}
    </>
  );
}
