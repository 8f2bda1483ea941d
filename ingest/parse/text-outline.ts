/** A tree of named parts (JSON members, YAML keys) as blocks: small parts share a block, big ones become sections. */
import type { Block, Span } from '../../core/types.ts';

export interface OutlineNode {
  /** The whole part. */
  readonly span: Span;
  /** Its name as written; null when it has none (an array element). */
  readonly label: Span | null;
  /** What is under the name. */
  readonly value: Span;
}

/** Finds the parts of a node's value; none when it has none. */
type Parts<Node> = (node: Node) => readonly Node[];

/** About one chunk: 150 to 250 tokens of four characters. */
export const longestBlock = 900;
/** Headings have six levels. */
const deepest = 6;

/**
 * Blocks of a list of parts. When one of them is too big for a block, each part of that level gets its name as a
 * heading, or the small parts after a big one would seem to belong to it.
 */
export function outlineBlocks<Node extends OutlineNode>(nodes: readonly Node[], partsOf: Parts<Node>, language: string): readonly Block[] {
  const blocks: Block[] = [];
  collect(nodes, partsOf, language, 1, blocks);
  return blocks;
}

function collect<Node extends OutlineNode>(
  nodes: readonly Node[],
  partsOf: Parts<Node>,
  language: string,
  depth: number,
  blocks: Block[],
): void {
  const needsHeadings =
    depth <= deepest && nodes.some((node) => node.label !== null && size(node.span) > longestBlock && partsOf(node).length > 1);
  if (!needsHeadings) {
    for (const span of grouped(nodes)) blocks.push({ kind: 'code', span, language });
    return;
  }
  for (const node of nodes) {
    if (node.label === null) {
      blocks.push({ kind: 'code', span: node.span, language });
      continue;
    }
    blocks.push({ kind: 'heading', span: node.label, depth });
    const parts = size(node.span) > longestBlock ? partsOf(node) : [];
    if (parts.length > 1) collect(parts, partsOf, language, depth + 1, blocks);
    else if (size(node.value) > 0) blocks.push({ kind: 'code', span: node.value, language });
  }
}

/** Neighbours joined while they fit one block together. */
function* grouped(nodes: readonly OutlineNode[]): Generator<Span> {
  let group: Span | null = null;
  for (const { span } of nodes) {
    if (group !== null && span.end - group.start <= longestBlock) {
      group = { start: group.start, end: span.end };
      continue;
    }
    if (group !== null) yield group;
    group = span;
  }
  if (group !== null) yield group;
}

function size(span: Span): number {
  return span.end - span.start;
}
