/** Puts the answer of a parser process together again, and believes it no more than it must. */
import { z } from 'zod';
import type { ErrorCode } from '../../core/errors.ts';
import type { Chunk, ChunkTerms, ParsedDocument } from '../../core/types.ts';
import type { Prepared } from '../prepare.ts';
import type { Frame } from './frame.ts';

const readyMessage = z.strictObject({ kind: z.literal('ready') });
const failedMessage = z.strictObject({ kind: z.literal('failed'), code: z.string(), message: z.string(), hint: z.string() });
const endMessage = z.strictObject({
  kind: z.literal('end'),
  format: z.string(),
  recipe: z.string(),
  inner: z.array(z.strictObject({ name: z.string(), sizeBytes: z.int().nonnegative() })),
  refused: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
});
const documentMessage = z.strictObject({
  kind: z.literal('document'),
  language: z.string(),
  parsed: z.looseObject({ title: z.string(), text: z.string(), blocks: z.array(z.unknown()), warnings: z.array(z.string()) }),
});
const chunksMessage = z.strictObject({ kind: z.literal('chunks'), chunks: z.array(z.unknown()), terms: z.array(z.unknown()) });
const anyMessage = z.discriminatedUnion('kind', [failedMessage, endMessage, documentMessage, chunksMessage]);

export type Outcome =
  | { readonly kind: 'prepared'; readonly prepared: Prepared }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly hint: string };

/** True for the greeting of a process that has loaded its program. */
export function isReady({ message }: Frame): boolean {
  return readyMessage.safeParse(message).success;
}

export interface ReplyReader {
  /** Takes the next frame; gives the outcome when it was the last of its file. Throws Error when a frame is malformed. */
  take(frame: Frame): Outcome | null;
}

/**
 * Puts the frames of one file together again. Shapes are checked where a lie could do harm: the chunks must tile
 * the text, each with its terms. Everything else is data that is only ever bound, sliced and shown.
 */
export function replyReader(): ReplyReader {
  let document: { parsed: ParsedDocument; language: string } | null = null;
  let chunks: Chunk[] = [];
  let terms: ChunkTerms[] = [];

  function ended(end: z.infer<typeof endMessage>, body: Uint8Array): Outcome {
    if (document !== null) refuseUntiled(document.parsed.text, chunks, terms);
    const { format, recipe, refused } = end;
    const inner = cut(end.inner, body);
    const prepared = {
      format,
      recipe,
      refused,
      inner,
      document: document === null ? null : { ...document, format, recipe, chunks, terms },
    };
    return { kind: 'prepared', prepared };
  }

  return {
    take({ message, body }) {
      const known = anyMessage.parse(message);
      switch (known.kind) {
        case 'document':
          document = { parsed: known.parsed as unknown as ParsedDocument, language: known.language };
          return null;
        case 'chunks':
          chunks = chunks.concat(known.chunks as Chunk[]);
          terms = terms.concat(known.terms as ChunkTerms[]);
          return null;
        case 'failed':
          return { ...known, code: known.code as ErrorCode };
        case 'end':
          return ended(known, body);
      }
    },
  };
}

function refuseUntiled(text: string, chunks: readonly Chunk[], terms: readonly ChunkTerms[]): void {
  let end = 0;
  for (const { span } of chunks) {
    if (span.start !== end || span.end <= span.start) throw new Error('chunks do not tile the text');
    end = span.end;
  }
  if (end !== text.length || chunks.length !== terms.length) throw new Error('chunks do not cover the text');
}

function cut(files: z.infer<typeof endMessage>['inner'], body: Uint8Array): Prepared['inner'] {
  let start = 0;
  return files.map(({ name, sizeBytes }) => {
    const bytes = body.subarray(start, start + sizeBytes);
    start += sizeBytes;
    return { name, bytes };
  });
}
