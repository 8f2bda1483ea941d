import type { JSX } from 'preact';
import type { Answer } from '../api/wire.ts';
import { ServerText } from '../page/server-text.tsx';
import { words } from '../words/index.ts';
import { ExactPrompt } from './exact-prompt.tsx';
import { DocumentUses, ImageUses } from './receipt-uses.tsx';
import { whoAnswered } from './who-answered.ts';

/** Durations are told in seconds: less is nothing to speak of. */
const leastShownMs = 1000;

/** What was really sent: folded away, but never missing. */
export function ReceiptView({ answer }: { readonly answer: Answer }): JSX.Element {
  const { desk, receipt: table } = words.value;
  const { receipt } = answer;
  const used = receipt.documents.filter((document) => document.used);
  const left = receipt.documents.filter((document) => !document.used);
  return (
    <details class="receipt">
      <summary>{desk.receipt}</summary>
      <Facts answer={answer} documentsUsed={used.length + receipt.moreRead} />
      {receipt.warnings.map((warning) => (
        <p key={warning} class="receipt-warning">
          <ServerText text={warning} />
        </p>
      ))}
      <DocumentUses title={table.used} uses={used} />
      <DocumentUses title={table.left} uses={left} />
      <ImageUses images={receipt.images} />
      <details class="check">
        <summary>{table.check}</summary>
        <Identity answer={answer} />
        {receipt.promptParts !== null && <ExactPrompt answer={answer.id} />}
      </details>
    </details>
  );
}

function Facts({ answer, documentsUsed }: { readonly answer: Answer; readonly documentsUsed: number }): JSX.Element {
  const { receipt: table } = words.value;
  const { receipt, plan, confidence } = answer;
  const isModel = whoAnswered(answer) === 'model';
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [table.names.read, [table.documents(documentsUsed, Math.max(receipt.documents.length, plan.documentsTotal))]],
    ...(isModel
      ? ([
          [table.names.sent, sentFacts(answer)],
          [table.names.written, [table.output(receipt.outputTokens)]],
        ] as const)
      : []),
    [table.names.time, timeFacts(answer)],
    [table.names.fit, [table.confidence(confidence)]],
  ];
  return (
    <dl class="facts">
      {rows.map(([name, facts]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {facts.map((fact, index) => (
              <span key={fact}>
                {index > 0 && ' · '}
                <bdi>{fact}</bdi>
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function sentFacts({ receipt }: Answer): readonly string[] {
  const { receipt: table } = words.value;
  const sent = receipt.serverPromptTokens ?? receipt.promptTokens;
  const { cachedTokens, isCacheInferred } = receipt;
  if (receipt.serverPromptTokens === null && cachedTokens === null) return [table.prompt(sent)];
  if (cachedTokens === null) return [table.prompt(sent), table.cacheUnknown];
  if (cachedTokens === 0 || sent === 0) return [table.prompt(sent), isCacheInferred ? table.notCachedAbout : table.notCached];
  const told = isCacheInferred ? table.cachedAbout : table.cached;
  return [table.prompt(sent), told(cachedTokens, wholePercent(cachedTokens / sent))];
}

function timeFacts(answer: Answer): readonly string[] {
  const { receipt: table } = words.value;
  const { timings } = answer.receipt;
  const searching = timings.searchMs >= leastShownMs ? [table.search(timings.searchMs)] : [];
  const first = whoAnswered(answer) !== 'model' ? [] : [table.firstWord(timings.firstTokenMs)];
  return [...searching, ...first, table.total(timings.totalMs)];
}

/** Rounded down: not all of it is never "100 %". */
const wholePercent = (share: number): number => Math.floor(share * 100) / 100;

/** What two answers must have in common to rest on the very same thing. */
function Identity({ answer: { receipt } }: { readonly answer: Answer }): JSX.Element {
  const { receipt: table } = words.value;
  const options = Object.entries(receipt.options).map(([name, value]) => `${name} ${value}`);
  const rows: readonly (readonly [string, string])[] = [
    [table.hash, receipt.promptHash],
    [table.digest, receipt.modelDigest ?? ''],
    [table.options, options.join(', ')],
  ];
  return (
    <dl class="facts identity">
      {rows
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="ltr">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
