import { AppError } from '../errors.ts';
import type { Chunk, PreparedDocument } from '../types.ts';

/**
 * A store keeps the text in its chunks alone, so a gap would lose text and an overlap would double it.
 * @throws AppError internal, naming the source: nothing of it is then stored.
 */
export function assertTiled(source: string, { parsed, chunks, terms }: PreparedDocument): void {
  if (endOf(chunks) === parsed.text.length && chunks.length === terms.length) return;
  throw new AppError(
    'internal',
    `The chunks of "${source}" do not tile its text`,
    'Report this with the file: it is a fault in the chunker, and nothing of the file was stored.',
  );
}

/** Where the tiling ends; -1 when there is a gap, an overlap or an empty chunk. */
function endOf(chunks: readonly Chunk[]): number {
  let end = 0;
  for (const { span } of chunks) {
    if (span.start !== end || span.end <= span.start) return -1;
    end = span.end;
  }
  return end;
}
