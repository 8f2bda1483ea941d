/** Plays onnxruntime-node and @huggingface/tokenizers for our real child program: a word is a token, and a state its own axis. */
const dimensions = 64;
const ends = [1, 2] as const;

const idOf = (word: string): number => 3 + ([...word].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7) % 61);

export class Tokenizer {
  encode(text: string, { add_special_tokens: withEnds }: { readonly add_special_tokens: boolean }) {
    const ids = (text.toLowerCase().match(/\p{L}+/gu) ?? []).map(idOf);
    return { ids: withEnds ? [ends[0], ...ids, ends[1]] : ids };
  }
}

export class Tensor {
  readonly data: BigInt64Array;
  constructor(_type: string, data: BigInt64Array) {
    this.data = data;
  }
}

export const InferenceSession = {
  create: async (path: string) => {
    const { readFileSync } = await import('node:fs');
    if (readFileSync(path, 'utf8') !== 'a model') throw new Error('invalid protobuf');
    return {
      inputNames: ['input_ids', 'attention_mask'],
      outputNames: ['last_hidden_state'],
      async run({ input_ids: { data: ids } }: { readonly input_ids: Tensor }) {
        const data = new Float32Array(ids.length * dimensions);
        // The first row, that of the whole text, is told apart from the mean: it has one more axis.
        for (const [place, id] of [...ids].entries()) {
          data[place * dimensions + (Number(id) % dimensions)] = 1;
          if (place > 0) data[Number(id) % dimensions] = 1;
        }
        return { last_hidden_state: { data, dims: [1, ids.length, dimensions] } };
      },
    };
  },
};
