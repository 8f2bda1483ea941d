import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Answer } from '../../types.ts';

/** An answer as its row keeps it: whole-mode answers carry every passage they were given. */
export function packAnswer(answer: Answer): Buffer {
  return deflateRawSync(JSON.stringify(answer), { level: 1 });
}

export function unpackAnswer(body: Buffer): Answer {
  return JSON.parse(inflateRawSync(body).toString('utf8')) as Answer;
}
