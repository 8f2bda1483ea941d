import type { JSX } from 'preact';
import type { Answer } from '../api/wire.ts';
import { quoting } from '../state/server.ts';
import { words } from '../words/index.ts';

/** Documents left out that are named before "and n more". */
const mostLeftOut = 20;

/** What was really sent: folded away, but never missing. */
export function ReceiptView({ answer }: { readonly answer: Answer }): JSX.Element {
  const { desk, receipt: table, job } = words.value;
  const { receipt } = answer;
  const used = receipt.documents.filter((document) => document.used);
  const left = receipt.documents.filter((document) => !document.used);
  const facts = [table.documents(used.length, Math.max(receipt.documents.length, answer.plan.documentsTotal)), ...modelFacts(answer)];
  return (
    <details class="receipt">
      <summary>{desk.receipt}</summary>
      <p>{facts.join(' · ')}</p>
      <p>{table.confidence(answer.confidence)}</p>
      {receipt.warnings.map((warning) => (
        <p key={warning} dir="auto">
          {warning}
        </p>
      ))}
      <ul>
        {used.map(({ documentId, source, tokens }) => (
          <li key={documentId}>
            <bdi>{source}</bdi> <span class="detail">{words.value.plan.modelWindow(tokens)}</span>
          </li>
        ))}
      </ul>
      {left.length > 0 && (
        <>
          <h3>{table.left}</h3>
          <ul>
            {left.slice(0, mostLeftOut).map(({ documentId, source, why }) => (
              <li key={documentId}>
                <bdi>{source}</bdi> <span class="detail">{why}</span>
              </li>
            ))}
            {left.length > mostLeftOut && <li class="hint">{job.andMore(left.length - mostLeftOut)}</li>}
          </ul>
        </>
      )}
    </details>
  );
}

function modelFacts({ model, receipt }: Answer): readonly string[] {
  const { receipt: table } = words.value;
  const { timings } = receipt;
  const total = table.total(timings.totalMs);
  if (model === quoting) return [total];
  const cached = receipt.cachedTokens === null ? [] : [table.cached(receipt.cachedTokens)];
  return [
    table.prompt(receipt.serverPromptTokens ?? receipt.promptTokens),
    ...cached,
    table.output(receipt.outputTokens),
    table.firstWord(timings.firstTokenMs),
    total,
  ];
}
