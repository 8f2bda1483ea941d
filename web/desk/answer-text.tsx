/** Markdown tokens as elements. Text goes in as text: there is no HTML on the way. */
import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Citation } from '../../core/types.ts';
import { CitationMark } from './citation-mark.tsx';
import { directionOf } from './direction.ts';
import { markdownTokens, splitMarks, type Token, type Tokens, withoutHalfMark } from './markdown.ts';

interface AnswerTextProps {
  readonly text: string;
  readonly citations: readonly Citation[];
  /** Null while it is being written, and for what is left of a stopped one. */
  readonly answer: string | null;
}

type Mark = (number: number) => JSX.Element;

export function AnswerText({ text, citations, answer }: AnswerTextProps): JSX.Element {
  const tokens = useMemo(() => markdownTokens(answer === null ? withoutHalfMark(text) : text), [text, answer]);
  const mark: Mark = (number) => (
    <CitationMark number={number} citation={citations.find((citation) => citation.number === number) ?? null} answer={answer} />
  );
  return (
    <div class="answer" dir={directionOf(text)}>
      {blocks(tokens, mark)}
    </div>
  );
}

function blocks(tokens: readonly Token[], mark: Mark): ComponentChildren {
  return tokens.map((token, index) => <Block key={index} token={token} mark={mark} />);
}

function inline(tokens: readonly Token[] | undefined, mark: Mark): ComponentChildren {
  return (tokens ?? []).map((token, index) => <Inline key={index} token={token} mark={mark} />);
}

interface TokenProps {
  readonly token: Token;
  readonly mark: Mark;
}

function Block({ token, mark }: TokenProps): JSX.Element | null {
  switch (token.type) {
    case 'space':
      return null;
    case 'heading':
      // The question is the h2 above; whatever level the model chose, it is below that.
      return <h3 dir="auto">{inline(token.tokens, mark)}</h3>;
    case 'paragraph':
      return <p dir="auto">{inline(token.tokens, mark)}</p>;
    case 'blockquote':
      return <blockquote>{blocks(token.tokens ?? [], mark)}</blockquote>;
    case 'code':
      return (
        <pre dir="ltr">
          <code>{token.text}</code>
        </pre>
      );
    case 'list':
      return <List list={token as Tokens.List} mark={mark} />;
    case 'table':
      return <Table table={token as Tokens.Table} mark={mark} />;
    case 'hr':
      return <hr />;
    default:
      return <>{rest(token, mark)}</>;
  }
}

function List({ list, mark }: { readonly list: Tokens.List; readonly mark: Mark }): JSX.Element {
  const items = list.items.map((item, index) => (
    <li key={index} dir="auto">
      {blocks(item.tokens, mark)}
    </li>
  ));
  return list.ordered ? <ol start={Number(list.start) || 1}>{items}</ol> : <ul>{items}</ul>;
}

function Table({ table, mark }: { readonly table: Tokens.Table; readonly mark: Mark }): JSX.Element {
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <th key={index} scope="col" dir="auto">
                {inline(cell.tokens, mark)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} dir="auto">
                  {inline(cell.tokens, mark)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Inline({ token, mark }: TokenProps): JSX.Element {
  switch (token.type) {
    case 'strong':
      return <strong>{inline(token.tokens, mark)}</strong>;
    case 'em':
      return <em>{inline(token.tokens, mark)}</em>;
    case 'del':
      return <del>{inline(token.tokens, mark)}</del>;
    case 'codespan':
      return <code dir="auto">{token.text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return <PlainLink link={token as Tokens.Link} mark={mark} />;
    case 'image':
      return <span class="address">[{token.text || token.href}]</span>;
    case 'escape':
      return <>{token.text}</>;
    default:
      return <>{rest(token, mark)}</>;
  }
}

/** A model's link is not followed: its words and its address are shown, and a person decides. */
function PlainLink({ link, mark }: { readonly link: Tokens.Link; readonly mark: Mark }): JSX.Element {
  const isBare = link.text === link.href;
  return (
    <>
      {!isBare && <>{inline(link.tokens, mark)} </>}
      <span class="address" dir="ltr">
        {isBare ? link.href : `(${link.href})`}
      </span>
    </>
  );
}

/** Plain text, with or without tokens of its own; what has no element here is shown as it was written. */
function rest(token: Token, mark: Mark): ComponentChildren {
  return 'tokens' in token && token.tokens !== undefined ? inline(token.tokens, mark) : texts(token.raw, mark);
}

function texts(text: string, mark: Mark): ComponentChildren {
  return splitMarks(text).map((piece, index) => {
    if (piece.kind === 'text') return piece.text;
    return (
      <span class="cited" key={index}>
        {piece.word}
        {piece.numbers.map((number) => mark(number))}
      </span>
    );
  });
}
