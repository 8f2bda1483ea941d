/** Reads what the head of a GGUF file says about its model. Pure; knows no file. Format: ggml/docs/gguf.md, versions 2 and 3. */

export interface GgufFacts {
  readonly architecture: string;
  readonly sizeLabel: string | null;
  readonly trainedTokens: number;
  readonly layers: number;
  /** Makes vectors and cannot answer. */
  readonly embeds: boolean;
  /** Of the prefix cache at 16 bits, if every layer sees everything: an upper bound. */
  readonly cacheBytesPerToken: number;
}

type Value = string | number | boolean | readonly Value[] | null;

/** Longer lists (vocabularies) are stepped over. */
const longestKeptList = 1024;
/** More is no model: the largest vocabularies make a few dozen keys of some thousand bytes. */
const mostKeys = 65_536;
const halfFloatBytes = 2;

/** What is wrong with the file. */
export class NoGguf extends Error {}
/** The bytes end before the head does. */
class Short extends Error {}

/** Null when the head goes on behind these bytes. @throws NoGguf */
export function parseGguf(bytes: Uint8Array): GgufFacts | null {
  try {
    return factsOf(readKeys(bytes, longestKeptList));
  } catch (fault) {
    if (fault instanceof Short) return null;
    throw fault;
  }
}

/** All keys, the vocabulary included. Null when the head goes on behind these bytes. @throws NoGguf */
export function parseGgufKeys(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    return Object.fromEntries(readKeys(bytes, Number.POSITIVE_INFINITY));
  } catch (fault) {
    if (fault instanceof Short) return null;
    throw fault;
  }
}

function readKeys(bytes: Uint8Array, longestList: number): ReadonlyMap<string, Value> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder();
  let place = 0;

  function step(size: number): number {
    const start = place;
    if (size > bytes.length - place) throw new Short();
    place += size;
    return start;
  }
  function length(): number {
    const count = view.getBigUint64(step(8), true);
    if (count > BigInt(Number.MAX_SAFE_INTEGER)) throw new NoGguf('a length in its head makes no sense');
    return Number(count);
  }
  function text(): string {
    const size = length();
    const start = step(size);
    return decoder.decode(bytes.subarray(start, place));
  }
  const numbers: Readonly<Record<number, () => Value>> = {
    0: () => view.getUint8(step(1)),
    1: () => view.getInt8(step(1)),
    2: () => view.getUint16(step(2), true),
    3: () => view.getInt16(step(2), true),
    4: () => view.getUint32(step(4), true),
    5: () => view.getInt32(step(4), true),
    6: () => view.getFloat32(step(4), true),
    7: () => view.getUint8(step(1)) !== 0,
    10: () => Number(view.getBigUint64(step(8), true)),
    11: () => Number(view.getBigInt64(step(8), true)),
    12: () => view.getFloat64(step(8), true),
  };
  function list(): Value {
    const type = view.getUint32(step(4), true);
    const size = length();
    const isKept = size <= longestList;
    const kept: Value[] = [];
    for (let index = 0; index < size; index++) {
      if (type === 8 && !isKept) step(length());
      else {
        const item = value(type);
        if (isKept) kept.push(item);
      }
    }
    return isKept ? kept : null;
  }
  function value(type: number): Value {
    if (type === 8) return text();
    if (type === 9) return list();
    const read = numbers[type];
    if (read === undefined) throw new NoGguf('its head holds a value of an unknown kind');
    return read();
  }

  if (new TextDecoder('latin1').decode(bytes.subarray(step(4), 4)) !== 'GGUF') throw new NoGguf('it does not begin as one');
  const version = view.getUint32(step(4), true);
  if (version !== 2 && version !== 3) throw new NoGguf(`its version is ${version}; 2 and 3 are known`);
  length();
  const count = length();
  if (count > mostKeys) throw new NoGguf('its head makes no sense');
  const keys = new Map<string, Value>();
  for (let index = 0; index < count; index++) {
    const key = text();
    keys.set(key, value(view.getUint32(step(4), true)));
  }
  return keys;
}

function factsOf(keys: ReadonlyMap<string, Value>): GgufFacts {
  const architecture = keys.get('general.architecture');
  if (typeof architecture !== 'string') throw new NoGguf('it does not say what kind of model it is');
  const number = (name: string): number | null => {
    const found = keys.get(`${architecture}.${name}`);
    return typeof found === 'number' ? found : null;
  };
  const trainedTokens = number('context_length');
  const layers = number('block_count');
  if (trainedTokens === null || layers === null) throw new NoGguf('it holds no language model');
  const sizeLabel = keys.get('general.size_label');
  const heads = number('attention.head_count') ?? 1;
  const headSize = (number('embedding_length') ?? 0) / heads;
  const perHead = (number('attention.key_length') ?? headSize) + (number('attention.value_length') ?? headSize);
  const cacheHeads = keys.get(`${architecture}.attention.head_count_kv`) ?? heads;
  const allHeads = Array.isArray(cacheHeads) ? cacheHeads.reduce((sum: number, one) => sum + Number(one), 0) : Number(cacheHeads) * layers;
  return {
    architecture,
    sizeLabel: typeof sizeLabel === 'string' ? sizeLabel : null,
    trainedTokens,
    layers,
    embeds: keys.has(`${architecture}.pooling_type`),
    cacheBytesPerToken: allHeads * perHead * halfFloatBytes,
  };
}
