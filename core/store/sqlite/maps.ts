/**
 * Packs the maps of a document: large, highly repetitive, read only when a document is opened.
 * Boxes lose what no eye can see: they are kept to a hundredth of a point.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Block, CellRange, PageBox } from '../../types.ts';

export interface DocumentMaps {
  readonly blocks: readonly Block[];
  readonly pageStarts: readonly number[];
  readonly cells: readonly CellRange[];
}

// Level 1 is a third of the work of the default and within a few percent of its size on such data.
const level = { level: 1 };
const boxFields = 7;
const perPoint = 100;

export function packMaps(maps: DocumentMaps): Buffer {
  const { blocks, pageStarts, cells } = maps;
  return deflateRawSync(JSON.stringify({ blocks, pageStarts, cells }), level);
}

export function unpackMaps(packed: Buffer): DocumentMaps {
  return JSON.parse(inflateRawSync(packed).toString('utf8')) as DocumentMaps;
}

/** Column by column, each number as the difference to the one before: neighbours on a page are alike. */
export function packBoxes(boxes: readonly PageBox[]): Buffer {
  if (boxes.length === 0) return Buffer.alloc(0);
  const numbers = new Int32Array(boxes.length * boxFields);
  const columns: readonly ((box: PageBox) => number)[] = [
    (box) => box.span.start,
    (box) => box.span.end - box.span.start,
    (box) => box.page,
    (box) => Math.round(box.x * perPoint),
    (box) => Math.round(box.y * perPoint),
    (box) => Math.round(box.width * perPoint),
    (box) => Math.round(box.height * perPoint),
  ];
  let at = 0;
  for (const column of columns) {
    let previous = 0;
    for (const box of boxes) {
      const value = column(box);
      numbers[at++] = value - previous;
      previous = value;
    }
  }
  return deflateRawSync(Buffer.from(numbers.buffer), level);
}

export function unpackBoxes(packed: Buffer): readonly PageBox[] {
  if (packed.length === 0) return [];
  const bytes = inflateRawSync(packed);
  // A copy, because Int32Array needs an aligned start.
  const numbers = new Int32Array(new Uint8Array(bytes).buffer);
  const count = numbers.length / boxFields;
  const values = undifferenced(numbers, count);
  const at = (column: number, row: number): number => values[column * count + row] ?? 0;
  return Array.from({ length: count }, (_, row) => ({
    span: { start: at(0, row), end: at(0, row) + at(1, row) },
    page: at(2, row),
    x: at(3, row) / perPoint,
    y: at(4, row) / perPoint,
    width: at(5, row) / perPoint,
    height: at(6, row) / perPoint,
  }));
}

function undifferenced(numbers: Int32Array, count: number): Int32Array {
  const values = numbers.slice();
  for (let at = 0; at < values.length; at += 1) {
    if (at % count !== 0) values[at] = (values[at] ?? 0) + (values[at - 1] ?? 0);
  }
  return values;
}
