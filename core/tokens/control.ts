/**
 * The control strings of Gemma 4 with their ids. A model server that gets one inside a text takes it for the real
 * thing (a document could end the user's turn), so texts are disarmed before they are counted or sent.
 */
export const controlTokens: ReadonlyMap<string, number> = new Map([
  ['<pad>', 0],
  ['<eos>', 1],
  ['<bos>', 2],
  ['<unk>', 3],
  ['<mask>', 4],
  ['<|tool>', 46],
  ['<tool|>', 47],
  ['<|tool_call>', 48],
  ['<tool_call|>', 49],
  ['<|tool_response>', 50],
  ['<tool_response|>', 51],
  ['<|"|>', 52],
  ['<|think|>', 98],
  ['<|channel>', 100],
  ['<channel|>', 101],
  ['<|turn>', 105],
  ['<turn|>', 106],
  ['<|image>', 255_999],
  ['<|audio>', 256_000],
  ['<|image|>', 258_880],
  ['<|audio|>', 258_881],
  ['<image|>', 258_882],
  ['<audio|>', 258_883],
  ['<|video|>', 258_884],
]);

const escaped = [...controlTokens.keys()].map((token) => token.replaceAll('|', '\\|'));

/** Finds every control string; for `split` and `matchAll`. */
export const controlPattern: RegExp = new RegExp(escaped.join('|'), 'g');
