/** Turns tokens into text as they come: whole characters only, and nothing of a mark that ends the answer. */
import type { LlamaModel, Token } from './llama.ts';

export interface TokenText {
  /** The text that has become certain; `isStop` when a stop mark is complete, whose text is left out. */
  push(token: Token): { readonly text: string; readonly isStop: boolean };
  /** What is still held back. */
  rest(): string;
}

/** A character takes at most four bytes, each of which can be a token; after that it is no character but rubbish. */
const mostTokensOfCharacter = 4;

/** `before` are the last tokens of the prompt: some vocabularies write a blank by what precedes it. */
export function tokenText(
  model: Pick<LlamaModel, 'detokenize'>,
  stops: readonly (readonly Token[])[],
  before: readonly Token[],
): TokenText {
  let told: readonly Token[] = before;
  let held: readonly Token[] = [];

  function tell(count: number): string {
    const tokens = held.slice(0, count);
    if (tokens.length === 0) return '';
    // Control tokens are written out: `without-thoughts.ts` must see the marks of a thought.
    const text = model.detokenize(tokens, true, told);
    told = tokens;
    held = held.slice(count);
    return text;
  }

  function certain(): string {
    const count = held.length - longestBeginning(held, stops);
    const isCut = model.detokenize(held.slice(0, count), true, told).endsWith('\u{FFFD}');
    return isCut && held.length < mostTokensOfCharacter ? '' : tell(count);
  }

  return {
    push(token) {
      held = [...held, token];
      const stop = stops.find((mark) => mark.length > 0 && endsWith(held, mark));
      if (stop === undefined) return { text: certain(), isStop: false };
      const text = tell(held.length - stop.length);
      held = [];
      return { text, isStop: true };
    },
    rest: () => tell(held.length),
  };
}

const endsWith = (tokens: readonly Token[], mark: readonly Token[]): boolean =>
  tokens.length >= mark.length && mark.every((token, place) => token === tokens[tokens.length - mark.length + place]);

/** How many of the last tokens may be the beginning of a stop mark. */
function longestBeginning(tokens: readonly Token[], stops: readonly (readonly Token[])[]): number {
  const lengths = stops.flatMap((mark) => mark.map((_, place) => mark.slice(0, place + 1)).filter((start) => endsWith(tokens, start)));
  return Math.max(0, ...lengths.map(({ length }) => length));
}
