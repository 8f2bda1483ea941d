/** The canonical text around the mark; more of it as one scrolls. Text nodes only. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { ScrollArea } from '../page/scroll-area.tsx';
import { marks, type OpenDocument } from '../state/source.ts';
import { words } from '../words/index.ts';
import { type DocumentMap, type Run, runsOf, segmentAt, segmentEdges } from './runs.ts';

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
  const map: DocumentMap = { headings: file.view.outline, pageStarts: file.view.pageStarts, marks: marks.value };
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
      slice
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

interface Range {
  readonly first: number;
  readonly last: number;
}
type RangeSignal = { value: Range };
type View = { readonly current: HTMLElement | null };

/** Brings the active mark into the range, and then into view. */
function useShownMark(view: View, range: RangeSignal, target: number, most: number, mark: string): void {
  useLayoutEffect(() => {
    const { first, last } = range.value;
    if (target < first || target > last) range.value = { first: Math.max(0, target - 1), last: Math.min(most, target + 1) };
  }, [mark]);
  useEffect(() => {
    const element = view.current?.querySelector('mark.active');
    if (element) element.scrollIntoView({ block: 'center' });
    else view.current?.scrollTo({ top: 0 });
  }, [mark, target]);
}

/** Near enough to an edge that the next segment should be there before the eye is. */
const growWithin = 800;

/** Adds a segment when one scrolls near an edge; what is added above does not move what is being read. */
function useGrowth(view: View, range: RangeSignal, most: number): void {
  const before = useRef({ first: range.value.first, height: 0 });
  useLayoutEffect(() => {
    const element = view.current;
    if (element === null) return;
    const { first } = range.value;
    const added = first < before.current.first && before.current.height > 0 ? element.scrollHeight - before.current.height : 0;
    if (added > 0) element.scrollTop += added;
    before.current = { first, height: element.scrollHeight };
  }, [range.value]);
  useEffect(() => {
    const element = view.current;
    if (element === null) return;
    const grow = (): void => {
      const { first, last } = range.value;
      const below = element.scrollHeight - element.scrollTop - element.clientHeight;
      if (below < growWithin && last < most) range.value = { first, last: last + 1 };
      else if (element.scrollTop < growWithin && first > 0) range.value = { first: first - 1, last };
    };
    element.addEventListener('scroll', grow, { passive: true });
    return () => element.removeEventListener('scroll', grow);
  }, []);
}
