/** Turns a stream of "text, break, open, close" into blocks. Knows lines, lists, tables and code, but no HTML. */
import type { TextBuilder } from './builder.ts';
import type { Hiding } from './hidden-text.ts';
import type { Picture } from './pictures.ts';
import { tableRows } from './table-rows.ts';

export interface BlockWriter {
  /** Running text: blanks and line ends collapse to one blank, unless inside code. */
  text(text: string): void;
  picture(picture: Picture): void;
  /** Text that is there and not seen. */
  hidden(how: Hiding, text: string): void;
  /** A picture that is a file beside this one, by its address. */
  shownFile(address: string): void;
  /** A line end inside a paragraph. */
  breakLine(): void;
  /** The end of a paragraph, if one has begun. */
  breakBlock(): void;
  /** The last character written since the last break; empty when there is none. */
  lastCharacter(): string;
  openHeading(): void;
  closeHeading(depth: number): void;
  openList(firstNumber: number | null): void;
  closeList(): void;
  /** An item of the innermost list; `mark` null means its own bullet or number. */
  openItem(mark: string | null): void;
  openCode(): void;
  closeCode(language: string | null): void;
  openTable(): void;
  openRow(): void;
  openCell(columns: number, rows: number): void;
  closeCell(): void;
  closeTable(): void;
  /** Ends whatever is open. */
  end(): void;
}

interface OpenList {
  /** Null for bullets. */
  number: number | null;
}

/** Deeper lists are not indented further: a page of ten thousand nested lists would be all indentation. */
const deepestIndent = 8;
/** A "heading" longer than this is a paragraph in large type: the longest real one in the documents seen has 190 characters. */
const longestHeading = 250;

/** Writes blocks into a builder. Inside a heading or a table cell every break is a blank: they are one line each. */
export function blockWriter(builder: TextBuilder): BlockWriter {
  const line = lineBuffer();
  const lists: OpenList[] = [];
  const items: string[] = [];
  const tables: ReturnType<typeof tableRows>[] = [];
  let mark: string | null = null;
  let oneLine = 0;
  let code = false;

  const takeItems = (): void => {
    builder.add({ kind: 'list' }, items.join('\n'));
    items.length = 0;
  };
  const endLine = (): void => {
    const text = line.take();
    if (text === '') return;
    if (lists.length === 0) {
      builder.add({ kind: 'prose' }, text);
      return;
    }
    const indent = '  '.repeat(Math.min(lists.length, deepestIndent) - 1);
    items.push(indent + (mark ?? '  ') + text.replaceAll('\n', `\n${indent}  `));
    mark = null;
  };
  const startBlock = (): void => {
    endLine();
    takeItems();
  };
  const breakBlock = (): void => (oneLine > 0 || code ? line.blank() : endLine());

  return {
    text: (text) => (code ? line.raw(text) : line.flow(text)),
    picture: builder.addPicture,
    hidden: builder.hidden.leaveOut,
    shownFile: builder.addShownFile,
    breakLine: () => (code ? line.raw('\n') : oneLine > 0 ? line.blank() : line.newLine()),
    breakBlock,
    lastCharacter: line.last,
    openHeading() {
      if (oneLine === 0) startBlock();
      oneLine += 1;
    },
    closeHeading(depth) {
      oneLine -= 1;
      if (oneLine > 0) return line.blank();
      const text = line.take();
      builder.add(text.length > longestHeading ? { kind: 'prose' } : { kind: 'heading', depth }, text);
    },
    openList(firstNumber) {
      breakBlock();
      if (oneLine > 0) return;
      if (lists.length === 0) startBlock();
      lists.push({ number: firstNumber });
    },
    closeList() {
      breakBlock();
      if (oneLine > 0) return;
      lists.pop();
      mark = null;
      if (lists.length === 0) takeItems();
    },
    openItem(own) {
      breakBlock();
      const list = lists.at(-1);
      if (oneLine > 0 || list === undefined) return;
      mark = own ?? (list.number === null ? '- ' : `${list.number}. `);
      if (list.number !== null) list.number += 1;
    },
    openCode() {
      if (oneLine > 0) return line.blank();
      startBlock();
      code = true;
    },
    closeCode(language) {
      if (!code) return line.blank();
      code = false;
      builder.add({ kind: 'code', language }, line.take());
    },
    openTable() {
      if (oneLine === 0) startBlock();
      tables.push(tableRows());
    },
    openRow() {
      breakBlock();
      tables.at(-1)?.openRow();
    },
    openCell(columns, rows) {
      breakBlock();
      tables.at(-1)?.openCell(columns, rows);
      oneLine += 1;
    },
    closeCell() {
      oneLine -= 1;
      // A table inside a cell has no rows of its own: its words join the cell.
      if (oneLine > 0) return line.blank();
      tables.at(-1)?.closeCell(line.take());
    },
    closeTable() {
      const table = tables.pop();
      if (oneLine > 0 || table === undefined) return line.blank();
      endLine();
      builder.add({ kind: 'table' }, table.text());
    },
    end() {
      oneLine = 0;
      startBlock();
    },
  };
}

/** Text of one line or paragraph, with blanks collapsed as a browser does. */
function lineBuffer() {
  let parts: string[] = [];
  let last = '';
  const push = (text: string): void => {
    if (text === '') return;
    parts.push(text);
    last = text.at(-1) ?? last;
  };
  const isOpen = (): boolean => last !== '' && last !== ' ' && last !== '\n';
  return {
    flow(text: string): void {
      const collapsed = text.replace(/[ \t\n\f\r\u00a0]+/g, ' ');
      push(isOpen() ? collapsed : collapsed.trimStart());
    },
    raw: push,
    blank(): void {
      if (isOpen()) push(' ');
    },
    newLine(): void {
      if (last !== '') push('\n');
    },
    last: (): string => last,
    take(): string {
      const text = parts.join('');
      parts = [];
      last = '';
      return text.replaceAll(' \n', '\n').trimEnd();
    },
  };
}
