/** Words that are quoted as they stand: code, or rows of a table, with the marks of their citations at the end. */
import type { ComponentChildren, JSX } from 'preact';
import { SideScroll } from '../page/side-scroll.tsx';
import { words } from '../words/index.ts';
import { quotedRows } from './quoted-rows.ts';

interface QuotedBlockProps {
  readonly text: string;
  /** Where the words come from, as far as their citation tells. */
  readonly source: string;
  readonly marks: ComponentChildren;
}

export function QuotedBlock({ text, source, marks }: QuotedBlockProps): JSX.Element {
  const rows = quotedRows(text, source);
  return (
    <div class="quoted">
      {rows === null ? (
        <SideScroll class="code" label={words.value.desk.code}>
          <pre dir="ltr">
            <code>{text}</code>
          </pre>
        </SideScroll>
      ) : (
        <QuotedTable rows={rows} />
      )}
      {marks}
    </div>
  );
}

function QuotedTable({ rows: [head = [], ...body] }: { readonly rows: readonly (readonly string[])[] }): JSX.Element {
  return (
    <SideScroll class="table-frame" label={words.value.desk.table}>
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" dir="auto">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} dir="auto">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </SideScroll>
  );
}
