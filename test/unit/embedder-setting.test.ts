/** Under `auto` the vectors of a collection say which embedder a question needs. */
import { expect, test } from 'vitest';
import { embedderOfId } from '../../core/embed/index.ts';
import { lsaId } from '../../core/store/sqlite/lsa-index.ts';

test.each([
  [lsaId, 'lsa'],
  ['onnx:bge-small@0123456789ab/384/v1', 'onnx:bge-small'],
  ['ollama:library/all-minilm:33m@0123456789ab/384/v1', 'ollama:library/all-minilm:33m'],
])('%s is opened by %s', (id, setting) => {
  expect(embedderOfId(id)).toBe(setting);
});
