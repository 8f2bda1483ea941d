import type { ComponentChildren, JSX } from 'preact';
import type { DocumentUse, ImageUse } from '../../core/types.ts';
import { ServerText } from '../page/server-text.tsx';
import { showSource } from '../state/address.ts';
import { words } from '../words/index.ts';

/** Lines of one kind before "and n more". */
const mostNamed = 20;

/** Documents that were read, or left out, each with what it took and why. */
export function DocumentUses({ title, uses }: { readonly title: string; readonly uses: readonly DocumentUse[] }): JSX.Element | null {
  const { plan } = words.value;
  return (
    <UseList title={title} count={uses.length}>
      {uses.slice(0, mostNamed).map(({ documentId, source, tokens, used, why }) => (
        <li key={documentId}>
          <Opener document={documentId} source={source} start={0} end={0} />
          {used && <Fact>{plan.modelWindow(tokens)}</Fact>}
          {why !== '' && (
            <>
              {' · '}
              <ServerText text={why} />
            </>
          )}
        </li>
      ))}
    </UseList>
  );
}

/** Pictures that were sent along, each with its place. */
export function ImageUses({ images }: { readonly images: readonly ImageUse[] }): JSX.Element | null {
  const { receipt, plan, formats } = words.value;
  return (
    <UseList title={receipt.images} count={images.length}>
      {images.slice(0, mostNamed).map(({ documentId, source, start, end, mediaType, sizeBytes, tokens }, index) => (
        <li key={index}>
          <Opener document={documentId} source={source} start={start} end={end} />
          <Fact>{mediaType}</Fact>
          <Fact>{formats.bytes(sizeBytes)}</Fact>
          <Fact>{plan.modelWindow(tokens)}</Fact>
        </li>
      ))}
    </UseList>
  );
}

interface UseListProps {
  readonly title: string;
  readonly count: number;
  readonly children: ComponentChildren;
}

function UseList({ title, count, children }: UseListProps): JSX.Element | null {
  if (count === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {children}
        {count > mostNamed && <li class="hint">{words.value.job.andMore(count - mostNamed)}</li>}
      </ul>
    </>
  );
}

function Fact({ children }: { readonly children: string }): JSX.Element {
  return (
    <>
      {' · '}
      <bdi>{children}</bdi>
    </>
  );
}

interface OpenerProps {
  readonly document: string;
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

function Opener({ document, source, start, end }: OpenerProps): JSX.Element {
  return (
    <button type="button" class="opener" onClick={() => showSource({ kind: 'document', document, start, end })}>
      <bdi>{source}</bdi>
    </button>
  );
}
