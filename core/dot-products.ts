/**
 * Scalar products of one vector with many, eight bits a component: a WebAssembly function of some 180 bytes, since 128-bit
 * arithmetic is out of plain JavaScript's reach. Put together here from named instructions, so that no compiler and no
 * binary file is needed. Numbers are those of the WebAssembly core specification, §5.4 (SIMD: §5.4.9).
 */

export interface DotProducts {
  /** Codes, a query and results, laid out by whoever calls. */
  readonly memory: ArrayBuffer;
  /**
   * For each of `count` rows of `stride` bytes from `rows` on, its product with the query of as many 16-bit numbers, as
   * 32-bit numbers from `results` on. All are byte offsets; `stride` is a multiple of `strideStep` and `count` above zero.
   */
  readonly run: (rows: number, count: number, stride: number, query: number, results: number) => void;
}

// What is used here of an interface that TypeScript declares for browsers only.
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly run: DotProducts['run'] } };
};

export const strideStep = 16;
const pageBytes = 65_536;

/** Over a memory of so many bytes, all zero. */
export function dotProducts(bytes: number): DotProducts {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  compiled ??= new WebAssembly.Module(moduleBytes());
  const { exports } = new WebAssembly.Instance(compiled, { carrel: { memory } });
  return { memory: memory.buffer, run: exports.run };
}

let compiled: object | null = null;

const i32 = 0x7f;
const v128 = 0x7b;
const [rows, count, stride, query, results, low, high, codes, at, end] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

const get = (local: number): readonly number[] => [0x20, local];
const set = (local: number): readonly number[] => [0x21, local];
const constant = (value: number): readonly number[] => [0x41, value];
const add = 0x6a;
const subtract = 0x6b;
const isBelow = 0x49;
const loop = [0x03, 0x40];
const repeatIf = [0x0d, 0x00];
const close = 0x0b;
const store = [0x36, 0x02, 0x00];
const simd = (opcode: number, ...immediates: readonly number[]): readonly number[] => [0xfd, ...leb(opcode), ...immediates];
const load = (offset: number): readonly number[] => simd(0x00, 0x00, offset);
const zeros = simd(0x0c, ...new Array<number>(16).fill(0));
const lane = (index: number): readonly number[] => simd(0x1b, index);
const widenLow = simd(0x87);
const widenHigh = simd(0x88);
const addLanes = simd(0xae);
const dot = simd(0xba);

/** Adds eight of the loaded codes times eight of the query to a sum of four lanes. */
const addProducts = (sum: number, widen: readonly number[], offset: number): readonly number[] =>
  [get(sum), get(codes), widen, get(at), load(offset), dot, addLanes, set(sum)].flat();

const advance = (local: number, bytes: number): readonly number[] => [...get(local), ...constant(bytes), add, ...set(local)];

const body: readonly number[] = [
  ...loop,
  ...[zeros, set(low), zeros, set(high), get(query), set(at), get(rows), get(stride), [add], set(end)].flat(),
  ...loop,
  ...[get(rows), load(0), set(codes), addProducts(low, widenLow, 0), addProducts(high, widenHigh, 16)].flat(),
  ...[advance(at, 32), advance(rows, 16), get(rows), get(end), [isBelow], repeatIf, [close]].flat(),
  ...[get(low), get(high), addLanes, set(low), get(results)].flat(),
  ...[get(low), lane(0), get(low), lane(1), [add], get(low), lane(2), [add], get(low), lane(3), [add], store].flat(),
  ...[advance(results, 4), get(count), constant(1), [subtract], set(count), get(count), repeatIf, [close]].flat(),
  close,
];

function moduleBytes(): Uint8Array {
  const locals = [2, 3, v128, 2, i32];
  const name = (text: string): readonly number[] => [text.length, ...new TextEncoder().encode(text)];
  const section = (id: number, content: readonly number[]): readonly number[] => [id, ...leb(content.length), ...content];
  const code = [...locals, ...body];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 5, i32, i32, i32, i32, i32, 0]),
    ...section(2, [1, ...name('carrel'), ...name('memory'), 0x02, 0x00, 0x00]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('run'), 0x00, 0x00]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
}

/** Unsigned LEB128. */
function leb(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...leb(Math.floor(value / 128))];
}
