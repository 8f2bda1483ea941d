import { expect, test } from 'vitest';
import { tokenText } from '../../server/generate/embedded/token-text.ts';

/** Each token is one byte, as for characters that a vocabulary does not know. */
const bytes = { detokenize: (tokens: readonly number[]) => Buffer.from(tokens).toString('utf8') };
const tokensOf = (text: string): readonly number[] => [...Buffer.from(text)];

function written(text: string, stops: readonly string[] = []): { readonly pieces: readonly string[]; readonly stopped: boolean } {
  const writer = tokenText(bytes, stops.map(tokensOf), []);
  const pieces: string[] = [];
  for (const token of tokensOf(text)) {
    const { text: piece, isStop } = writer.push(token);
    if (piece !== '') pieces.push(piece);
    if (isStop) return { pieces: [...pieces, writer.rest()], stopped: true };
  }
  return { pieces: [...pieces, writer.rest()], stopped: false };
}

test('a character of several tokens is given out whole', () => {
  const { pieces } = written('é 漢字 🙂 کرایہ');
  expect(pieces.join('')).toBe('é 漢字 🙂 کرایہ');
  expect(pieces.some((piece) => piece.includes('\u{FFFD}'))).toBe(false);
});

test('bytes that are no character do not hold the answer back for ever', () => {
  const writer = tokenText(bytes, [], []);
  const pieces = [0xff, 0xfe, 0xfd, 0xfc, 0x41].map((token) => writer.push(token).text);
  expect(pieces.join('')).toContain('\u{FFFD}');
});

test('a stop mark ends the text and is not part of it', () => {
  const { pieces, stopped } = written('It ends.### Human: and on', ['### Human']);
  expect(pieces.join('')).toBe('It ends.');
  expect(stopped).toBe(true);
});

test('what only begins as a stop mark is given out', () => {
  expect(written('## Heading ### Huge', ['### Human']).pieces.join('')).toBe('## Heading ### Huge');
});
