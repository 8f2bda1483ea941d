/** The canonical text around the mark; more of it as one scrolls. Text nodes only. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { ScrollArea } from '../page/scroll-area.tsx';
import { marks, type OpenDocument } from '../state/source.ts';
import { words } from '../words/index.ts';
import { type DocumentMap, headingSigns, linesBefore, segmentAt, segmentEdges, segmentLength } from './runs.ts';
import { HeadRow, LinesSegment, ProseSegment, RowsSegment } from './segments.tsx';
import { rowEdges, type TableRow, tableRows } from './table-rows.ts';
import { useGrowth, useShownMark } from './window.ts';

/** Formats whose lines mean something, and are numbered. */
const lineFormats: ReadonlySet<string> = new Set(['code', 'csv', 'json', 'yaml', 'toml', 'ini', 'sql', 'xml']);
const tableFormat = 'csv';
/** Of a document whose words are too few to tell. */
const unknownLanguage = 'und';

export function DocumentText({ file }: { readonly file: OpenDocument }): JSX.Element {
  const { text, view } = file;
  const { format, source, language } = view.document;
  const rows = useMemo(() => (format === tableFormat ? tableRows(text) : null), [file]);
  const edges = useMemo(() => (rows === null ? segmentEdges(text) : rowEdges(rows, segmentLength)), [rows, text]);
  const active = marks.value.find(({ isActive }) => isActive) ?? null;
  const target = segmentAt(edges, active?.start ?? 0);
  const most = edges.length - 2;
  const range = useSignal({ first: Math.max(0, target - 1), last: Math.min(most, target + 1) });
  const area = useRef<HTMLElement>(null);
  useShownMark(area, range, target, most, active === null ? '' : `${active.start}-${active.end}`);
  useGrowth(area, range, most);
  const markup = useMemo(() => headingSigns(text, view.outline), [file]);
  const map: DocumentMap = { headings: view.outline, markup, pageStarts: view.pageStarts, pictures: view.pictures, marks: marks.value };
  const { first, last } = range.value;
  const shown = Array.from({ length: last - first + 1 }, (_, index) => {
    const [start = 0, end = 0] = [edges[first + index], edges[first + index + 1]];
    return { start, end };
  });
  const isFixed = rows === null && lineFormats.has(format);
  const kind = rows !== null ? 'table' : isFixed ? 'fixed' : 'prose';
  return (
    <ScrollArea class={`document-text ${kind}`} view={area} label={source} {...(language === unknownLanguage ? {} : { language })}>
      {rows !== null && <TableText rows={rows} hasHead={view.outline.length > 0} shown={shown} text={text} map={map} />}
      {rows === null &&
        shown.map(({ start, end }) =>
          isFixed ? (
            <LinesSegment key={start} start={start} end={end} text={text} map={map} firstLine={linesBefore(text, start) + 1} />
          ) : (
            <ProseSegment key={start} start={start} end={end} text={text} map={map} />
          ),
        )}
      {last === most && (
        <p class="end-mark" lang={words.value.language}>
          {words.value.source.end}
        </p>
      )}
    </ScrollArea>
  );
}

interface TableTextProps {
  readonly rows: readonly TableRow[];
  readonly hasHead: boolean;
  readonly shown: readonly { readonly start: number; readonly end: number }[];
  readonly text: string;
  readonly map: DocumentMap;
}

function TableText({ rows, hasHead, shown, text, map }: TableTextProps): JSX.Element {
  const [head] = rows;
  const body = hasHead ? rows.slice(1) : rows;
  return (
    <table class="rows">
      {hasHead && head !== undefined && <HeadRow row={head} text={text} map={map} />}
      {shown.map(({ start, end }) => (
        <RowsSegment key={start} rows={body.filter((row) => row.start >= start && row.start < end)} text={text} map={map} />
      ))}
    </table>
  );
}
