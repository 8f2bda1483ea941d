import { createHash } from 'node:crypto';
import type { DocumentId } from './types.ts';

/** SHA-256, lower-case hex. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The id of a source: stable over changes of its bytes, so that links and citations keep their target. */
export function documentIdOf(source: string): DocumentId {
  return sha256(source).slice(0, 32) as DocumentId;
}
