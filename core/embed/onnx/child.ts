/** The program that holds an ONNX embedding model. A fault in the native code ends this process and no other. */
import { readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { modelFile, tokenizerFile } from './models.ts';
import { type Order, order, type Reply, type StartOrder, startOrder } from './protocol.ts';

/** The few members that we use; the packages are no dependencies of ours. */
interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}
interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, Tensor>>>;
}
interface Runtime {
  readonly InferenceSession: { create(path: string, options: { readonly intraOpNumThreads: number }): Promise<Session> };
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => unknown;
}
interface Tokenizers {
  readonly Tokenizer: new (
    model: unknown,
    config: unknown,
  ) => {
    encode(text: string, options: { readonly add_special_tokens: boolean }): { readonly ids: readonly number[] };
  };
}

function say(said: Reply): void {
  process.send?.(said);
}

process.on('SIGINT', () => undefined);
// The parent is gone. Native threads may be at work, and a polite exit waits for them.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const start = startOrder.parse(JSON.parse(process.argv[2] ?? '{}'));
// Orders may come before the model is open.
const opened = open(start);
let last: Promise<void> = Promise.resolve();
process.on('message', (message) => {
  const asked = order.parse(message);
  last = last.then(() => obey(asked));
});

async function obey({ id, texts, isBackground }: Order): Promise<void> {
  const embed = await opened;
  if (embed === null) return;
  // Once low it stays low: only the owner of the machine may raise it again.
  if (isBackground) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const vectors: Float32Array<ArrayBuffer>[] = [];
  // One at a time: the scale of a quantised model is that of its whole batch, so a neighbour would change a text's vector.
  for (const text of texts) vectors.push(Float32Array.from(await embed(text)));
  say({ type: 'vectors', id, vectors });
}

async function open(asked: StartOrder): Promise<((text: string) => Promise<Float32Array>) | null> {
  let reason: 'package' | 'model' = 'package';
  try {
    // Not literals, so that compilers do not look for packages that most people do not have.
    const runtime = (await import(asked.runtime)) as Runtime;
    const { Tokenizer } = (await import(asked.tokenizer)) as Tokenizers;
    reason = 'model';
    const tokenizer = new Tokenizer(JSON.parse(readFileSync(join(asked.folder, tokenizerFile), 'utf8')), {});
    const session = await runtime.InferenceSession.create(join(asked.folder, modelFile), { intraOpNumThreads: asked.threads });
    const idsOf = (text: string, withEnds: boolean) => tokenizer.encode(text, { add_special_tokens: withEnds }).ids;
    const [first, ...after] = idsOf('', true);
    const begin = first === undefined ? [] : [first];
    const room = asked.windowTokens - begin.length - after.length;
    return async (text) => {
      const ids = idsOf(text, false);
      // A text longer than the window is read in parts, and its vector is their sum: nothing of it is left out.
      let sum: Float32Array | null = null;
      for (let from = 0; from === 0 || from < ids.length; from += room) {
        const part = await pooled(runtime, session, [...begin, ...ids.slice(from, from + room), ...after], asked.pooling);
        const before: Float32Array | null = sum;
        sum = before === null ? part : part.map((value, place) => value + (before[place] ?? 0));
      }
      return normalised(sum ?? new Float32Array());
    };
  } catch (fault) {
    say({ type: 'no-start', reason, text: String(fault) });
    return null;
  }
}

async function pooled(runtime: Runtime, session: Session, ids: readonly number[], pooling: 'cls' | 'mean'): Promise<Float32Array> {
  const tensor = (values: readonly number[]) => new runtime.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const known: Readonly<Record<string, () => unknown>> = {
    input_ids: () => tensor(ids),
    attention_mask: () => tensor(ids.map(() => 1)),
    token_type_ids: () => tensor(ids.map(() => 0)),
  };
  const output = await session.run(Object.fromEntries(session.inputNames.map((name) => [name, known[name]?.()])));
  const states = output[session.outputNames[0] ?? ''];
  if (states === undefined) throw new Error('the model has no output');
  const dimensions = states.dims.at(-1) ?? 0;
  // A model that pools by itself gives one row; the first row is that of the token for the whole text.
  if (pooling === 'cls' || states.dims.length === 2) return normalised(states.data.slice(0, dimensions));
  const mean = new Float32Array(dimensions);
  states.data.forEach((value, place) => {
    mean[place % dimensions] = (mean[place % dimensions] ?? 0) + value;
  });
  return normalised(mean);
}

function normalised(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
