/** Blocks of YAML by the indentation, which is what defines its keys and items; flow collections stay whole. */
import type { Block, Span } from '../../core/types.ts';
import { firstVisible, linesOf, trimmed } from './text-lines.ts';
import { type OutlineNode, outlineBlocks } from './text-outline.ts';

interface YamlLine {
  readonly span: Span;
  readonly visible: number;
  readonly indent: number;
  readonly isComment: boolean;
  readonly isDash: boolean;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

interface YamlNode extends OutlineNode {
  /** Lines under the first one. */
  readonly inner: Range;
}

/** The top-level keys or items of all documents in a stream, as blocks; big ones by their own keys. */
export function yamlBlocks(text: string): readonly Block[] {
  const lines = yamlLines(text);
  return outlineBlocks(nodesIn(text, lines, { from: 0, to: lines.length }), (node) => nodesIn(text, lines, node.inner), 'yaml');
}

function yamlLines(text: string): readonly YamlLine[] {
  const lines: YamlLine[] = [];
  for (const span of linesOf(text)) {
    const visible = firstVisible(text, span);
    if (visible === span.end || isMarker(text, span)) continue;
    const second = text[visible + 1];
    const isDash = text[visible] === '-' && (visible + 1 === span.end || second === ' ' || second === '\t');
    lines.push({ span, visible, indent: visible - span.start, isComment: text[visible] === '#', isDash });
  }
  return lines;
}

function isMarker(text: string, span: Span): boolean {
  return /^(?:---|\.\.\.|%\w+ .*)\s*$/.test(text.slice(span.start, Math.min(span.end, span.start + 80)));
}

function nodesIn(text: string, lines: readonly YamlLine[], range: Range): readonly YamlNode[] {
  const first = lines.slice(range.from, range.to).find((line) => !line.isComment);
  if (first === undefined) return [];
  const nodes: YamlNode[] = [];
  let start: number | null = null;
  let opener = 0;
  let comments: number | null = null;
  for (let at = range.from; at < range.to; at += 1) {
    const line = lines[at];
    if (line === undefined) continue;
    if (line.isComment) {
      if (line.indent <= first.indent) comments ??= at;
      continue;
    }
    // "key:" may have its items at its own indentation.
    const isStart = line.indent <= first.indent && line.isDash === first.isDash;
    if (isStart) {
      const begin = comments ?? at;
      if (start !== null) nodes.push(nodeOf(text, lines, { from: start, to: begin }, opener));
      start = begin;
      opener = at;
    }
    comments = null;
  }
  if (start !== null) nodes.push(nodeOf(text, lines, { from: start, to: range.to }, opener));
  return nodes;
}

function nodeOf(text: string, lines: readonly YamlLine[], range: Range, opener: number): YamlNode {
  const head = lines[opener];
  const start = lines[range.from]?.visible ?? 0;
  const end = lines[range.to - 1]?.span.end ?? start;
  const span = trimmed(text, { start, end });
  if (head === undefined) return { span, label: null, value: span, inner: { from: 0, to: 0 } };
  const label = labelOf(text, head);
  const value = label === null ? span : trimmed(text, { start: label.end, end });
  // `|` and `>` begin a text whose lines are no keys.
  const isScalar = /[|>][+\-\d]*\s*(?:#.*)?$/.test(text.slice(Math.max(head.visible, head.span.end - 40), head.span.end));
  return { span, label, value, inner: { from: opener + 1, to: isScalar ? opener + 1 : range.to } };
}

/** The key with its colon, or the first line of an item: what a person would call this part. */
function labelOf(text: string, line: YamlLine): Span | null {
  const head = text.slice(line.visible, Math.min(line.span.end, line.visible + 200));
  if (line.isDash) {
    const item = trimmed(text, { start: line.visible + 1, end: Math.min(line.span.end, line.visible + 120) });
    return item.end > item.start ? item : null;
  }
  const key = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s:#[\]{}&*!|>"'%@`][^:]*?)\s*:(?=\s|$)/.exec(head);
  return key === null ? null : { start: line.visible, end: line.visible + key[0].length };
}
