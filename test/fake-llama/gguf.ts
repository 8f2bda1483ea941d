/** Heads of GGUF files, made for tests. */

type Value = string | number | boolean | readonly number[] | readonly string[];

const whole = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const small = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const text = (value: string): Buffer => Buffer.concat([whole(Buffer.byteLength(value)), Buffer.from(value)]);

/** Kinds by number: 4 a whole number, 7 yes or no, 8 text, 9 a list. */
function typed(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([small(8), text(value)]);
  if (typeof value === 'number') return Buffer.concat([small(4), small(value)]);
  if (typeof value === 'boolean') return Buffer.concat([small(7), Buffer.from([Number(value)])]);
  const items = value.map((item) => (typeof item === 'string' ? text(item) : small(item)));
  return Buffer.concat([small(9), small(typeof value[0] === 'string' ? 8 : 4), whole(value.length), ...items]);
}

/** A file with these keys and no weights. */
export function ggufBytes(keys: Readonly<Record<string, Value>>, version = 3): Buffer {
  const entries = Object.entries(keys).map(([key, value]) => Buffer.concat([text(key), typed(value)]));
  return Buffer.concat([Buffer.from('GGUF'), small(version), whole(0), whole(entries.length), ...entries]);
}

export const tinyModel = {
  'general.architecture': 'llama',
  'general.size_label': '1M',
  'llama.context_length': 8192,
  'llama.block_count': 10,
  'llama.embedding_length': 640,
  'llama.attention.head_count': 10,
  'llama.attention.head_count_kv': 2,
} as const;
