/** Markdown tokens as elements. Text goes in as text: there is no HTML on the way. */
import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Citation } from '../../core/types.ts';
import { SideScroll } from '../page/side-scroll.tsx';
import { words } from '../words/index.ts';
import { CitationMark } from './citation-mark.tsx';
import { type Direction, directionOf } from './direction.ts';
import { markdownTokens, splitMarks, type Token, type Tokens, withoutHalfMark } from './markdown.ts';
import { QuotedBlock } from './quoted-block.tsx';

interface AnswerTextProps {
  readonly text: string;
  readonly citations: readonly Citation[];
  /** In whose language it is. */
  readonly question: string;
  /** Sentences of our own with cells of a table in them: these may be of another language than the sentence. */
  readonly isRows?: boolean;
  /** Null while it is being written, and for what is left of a stopped one. */
  readonly answer: string | null;
}

/** Draws the mark of a citation, and knows which document it is from, and to which side a paragraph runs. */
interface Mark {
  (number: number): JSX.Element;
  readonly sourceOf: (number: number) => string;
  readonly directionOf: (text: string) => Direction;
  readonly isRows: boolean;
}

export function AnswerText({ text, citations, question, isRows = false, answer }: AnswerTextProps): JSX.Element {
  const tokens = useMemo(() => markdownTokens(answer === null ? withoutHalfMark(text) : text), [text, answer]);
  const find = (number: number): Citation | null => citations.find((citation) => citation.number === number) ?? null;
  const asked = directionOf(question);
  const frame = isRows ? asked : directionOf(text, asked);
  const mark: Mark = Object.assign((number: number) => <CitationMark number={number} citation={find(number)} answer={answer} />, {
    sourceOf: (number: number) => find(number)?.source ?? '',
    directionOf: (part: string) => (isRows ? frame : directionOf(part, frame)),
    isRows,
  });
  return (
    <div class="answer" dir={frame}>
      {blocks(tokens, mark)}
    </div>
  );
}

function blocks(tokens: readonly Token[], mark: Mark): ComponentChildren {
  const shown = tokens.filter(({ type }) => type !== 'space');
  return shown.map((token, index) => {
    if (token.type === 'code') return <Code key={index} text={token.text} numbers={loneMarks(shown[index + 1])} mark={mark} />;
    // These stand in the block before.
    if (shown[index - 1]?.type === 'code' && loneMarks(token).length > 0) return null;
    return <Block key={index} token={token} mark={mark} />;
  });
}

/** The marks of a paragraph that holds nothing else: they belong to the block before it. */
function loneMarks(token: Token | undefined): readonly number[] {
  if (token?.type !== 'paragraph' || !/^(?:\s*\[\d{1,4}\])+\s*$/.test(token.raw)) return [];
  return [...token.raw.matchAll(/\d+/g)].map(([number]) => Number(number));
}

function Code({ text, numbers, mark }: { readonly text: string; readonly numbers: readonly number[]; readonly mark: Mark }): JSX.Element {
  const [first] = numbers;
  const marks = numbers.length === 0 ? null : <span class="cited">{numbers.map((number) => mark(number))}</span>;
  return <QuotedBlock text={text} source={first === undefined ? '' : mark.sourceOf(first)} marks={marks} />;
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
    case 'heading':
      // The question is the h2 above; whatever level the model chose, it is below that.
      return <h3 dir={mark.directionOf(token.raw)}>{inline(token.tokens, mark)}</h3>;
    case 'paragraph':
      return <p dir={mark.directionOf(token.raw)}>{inline(token.tokens, mark)}</p>;
    case 'blockquote':
      return <blockquote>{blocks(token.tokens ?? [], mark)}</blockquote>;
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
    <li key={index} dir={mark.directionOf(item.text)}>
      {mark.isRows ? <bdi>{blocks(item.tokens, mark)}</bdi> : blocks(item.tokens, mark)}
    </li>
  ));
  return list.ordered ? <ol start={Number(list.start) || 1}>{items}</ol> : <ul>{items}</ul>;
}

function Table({ table, mark }: { readonly table: Tokens.Table; readonly mark: Mark }): JSX.Element {
  return (
    <SideScroll class="table-frame" label={words.value.desk.table}>
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
    </SideScroll>
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
