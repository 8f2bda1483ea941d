/** A stretch of a document as its kind is read: prose, numbered lines, or the rows of a table. */
import type { JSX } from 'preact';
import { RunView } from './run-view.tsx';
import { type DocumentMap, lineStarts, runsOf } from './runs.ts';
import type { TableRow } from './table-rows.ts';

interface SegmentProps {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly map: DocumentMap;
}

export function ProseSegment(segment: SegmentProps): JSX.Element {
  return (
    <div class="segment">
      <Runs {...segment} />
    </div>
  );
}

/** `firstLine` is the number of the line in which the segment begins. */
export function LinesSegment({ firstLine, ...segment }: SegmentProps & { readonly firstLine: number }): JSX.Element {
  const starts = lineStarts(segment.text, segment.start, segment.end);
  return (
    <div class="segment">
      {starts.map((start, index) => (
        // The number is drawn by the style sheet: it is no part of the text, and is not copied with it.
        <div class="numbered" key={start} data-line={firstLine + index}>
          <Runs {...segment} start={start} end={starts[index + 1] ?? segment.end} />
        </div>
      ))}
    </div>
  );
}

export function RowsSegment({ rows, text, map }: { readonly rows: readonly TableRow[] } & Pick<SegmentProps, 'text' | 'map'>): JSX.Element {
  return (
    <tbody class="segment">
      {rows.map((row) => (
        <tr key={row.start}>
          <th scope="row">{row.number}</th>
          {row.cells.map((cell) => (
            <td key={cell.start} dir="auto">
              <Runs {...cell} text={text} map={map} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

/** The names of the columns, which stay in view. */
export function HeadRow({ row, text, map }: { readonly row: TableRow } & Pick<SegmentProps, 'text' | 'map'>): JSX.Element {
  return (
    <thead>
      <tr>
        <td />
        {row.cells.map((cell) => (
          <th key={cell.start} scope="col" dir="auto">
            <Runs {...cell} text={text} map={{ ...map, headings: [] }} />
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Runs({ start, end, text, map }: SegmentProps): JSX.Element {
  return (
    <>
      {runsOf(start, end, map).map((run) => (
        <RunView key={run.start} run={run} text={text} />
      ))}
    </>
  );
}
