import type { JSX } from 'preact';
import type { Measurements } from '../api/doctor.ts';
import { words } from '../words/index.ts';

/** What the last trial of a model came to, in figures. */
export function MeasurementsView({ measured }: { readonly measured: Measurements }): JSX.Element {
  const { doctor: table, formats } = words.value;
  const { prefillTokensPerSecond: reads, decodeTokensPerSecond: writes, reuse, overflow, coldEqualsWarm } = measured;
  const lines = [
    reads === null ? '' : table.reads(reads),
    writes === null ? '' : table.writes(writes),
    table.overflow[overflow],
    coldEqualsWarm === null ? '' : coldEqualsWarm ? table.sameFromMemory : table.otherFromMemory,
  ].filter(Boolean);
  return (
    <section class="measurements" aria-label={table.measured(measured.model)}>
      <h3>
        <bdi>{table.measured(measured.model)}</bdi> <span class="detail">{formats.date(measured.measuredAt)}</span>
      </h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {reuse.length > 0 && <ReuseTable reuse={reuse} />}
    </section>
  );
}

function ReuseTable({ reuse }: { readonly reuse: Measurements['reuse'] }): JSX.Element {
  const { doctor: table, formats } = words.value;
  return (
    <table>
      <thead>
        <tr>
          {[table.read, table.first, table.second, table.kept, table.found].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {reuse.map(({ promptTokens, coldMs, warmMs, reusedShare, factsAsked, factsFound }) => (
          <tr key={promptTokens}>
            <td>{formats.number(promptTokens)}</td>
            <td>{table.seconds(coldMs)}</td>
            <td>{table.seconds(warmMs)}</td>
            <td>{formats.percent(reusedShare)}</td>
            <td>{table.foundOf(factsFound, factsAsked)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
