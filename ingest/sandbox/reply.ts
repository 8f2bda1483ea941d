/** What a parser process answers for one file, as frames: never more of a large document in memory twice than needed. */
import type { AppError } from '../../core/errors.ts';
import type { Prepared } from '../prepare.ts';

/** About 200 kB of JSON a frame. */
const chunksPerFrame = 100;

export interface Reply {
  readonly message: unknown;
  readonly bodies: readonly Uint8Array[];
}

/** The frames of a prepared file; the last one is of kind `end`. */
export function* replyOf({ format, recipe, document, inner, refused }: Prepared): Generator<Reply> {
  if (document !== null) {
    yield { message: { kind: 'document', parsed: document.parsed, language: document.language }, bodies: [] };
    for (let from = 0; from < document.chunks.length; from += chunksPerFrame) {
      const to = from + chunksPerFrame;
      yield { message: { kind: 'chunks', chunks: document.chunks.slice(from, to), terms: document.terms.slice(from, to) }, bodies: [] };
    }
  }
  const innerFiles = inner.map(({ name, bytes }) => ({ name, sizeBytes: bytes.length }));
  yield { message: { kind: 'end', format, recipe, inner: innerFiles, refused }, bodies: inner.map(({ bytes }) => bytes) };
}

/** The one frame of a file that could not be read. */
export function failureOf(fault: AppError): Reply {
  return { message: { kind: 'failed', code: fault.code, message: fault.message, hint: fault.hint }, bodies: [] };
}
