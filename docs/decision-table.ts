/** What the planner decides for five sizes of Gemma 4, four machines and eight lengths of collection: docs/decision-table.md. */
import { count } from '../core/number-words.ts';
import type { ModelDescription, QuestionKind } from '../core/types.ts';
import { type Decision, decide } from '../server/answer/plan/plan.ts';
import { type PlanInput, packedSize } from '../server/answer/plan/ways.ts';
import { gemma4Cache, memoryNeed, windowFor } from '../server/generate/window.ts';

interface Size {
  readonly name: string;
  readonly parameters: string;
  /** Billions that work on each token: they set the speed. */
  readonly active: number;
  readonly trainedTokens: number;
  readonly weightsBytes: number;
  readonly layers: number;
}

interface Machine {
  readonly memoryGib: number;
  readonly like: string;
  /** Tokens a second times billions of active parameters. */
  readonly pace: number;
  /** The same for what it writes. */
  readonly writingPace: number;
}

/** ollama-gemma.md §2.1: as Ollama has them. */
const sizes: readonly Size[] = [
  { name: 'gemma4:e2b', parameters: '5.1B', active: 2.3, trainedTokens: 131_072, weightsBytes: 7.2e9, layers: 35 },
  { name: 'gemma4:e4b', parameters: '8.0B', active: 4.5, trainedTokens: 131_072, weightsBytes: 9.6e9, layers: 42 },
  { name: 'gemma4:12b', parameters: '11.9B', active: 11.95, trainedTokens: 262_144, weightsBytes: 7.6e9, layers: 48 },
  { name: 'gemma4:26b', parameters: '25.2B', active: 3.8, trainedTokens: 262_144, weightsBytes: 18e9, layers: 30 },
  { name: 'gemma4:31b', parameters: '30.7B', active: 30.7, trainedTokens: 262_144, weightsBytes: 20e9, layers: 60 },
];

/**
 * Paces from published prefill speeds (ollama-gemma.md §2.4): E2B 84 on the first, 26B 240, E4B 998, 26B 1,610 on the last.
 * Writing: 26B 25 on a processor and 54 on the last; in between by the bandwidth of the memory, 200 and 120 GB/s of 307.
 */
const machines: readonly Machine[] = [
  { memoryGib: 8, like: 'a laptop without a graphics card', pace: 193, writingPace: 95 },
  { memoryGib: 16, like: 'an M1 Pro', pace: 912, writingPace: 134 },
  { memoryGib: 32, like: 'an M4', pace: 4_491, writingPace: 80 },
  { memoryGib: 64, like: 'an M5 Pro', pace: 6_118, writingPace: 205 },
];

export const collectionSizes: readonly number[] = [2_000, 5_000, 20_000, 50_000, 100_000, 200_000, 500_000, 2_000_000];

interface TableCell {
  readonly collectionTokens: number;
  readonly decision: Decision;
  readonly predictedMs: number;
}

interface TableRow {
  readonly machine: Machine;
  readonly size: Size;
  readonly model: ModelDescription;
  readonly cells: readonly TableCell[];
}

/** One row for each machine and model. With `isWarm`, the model holds all of the collection that it can. */
export function decisionRows(kind: QuestionKind, isWarm: boolean): readonly TableRow[] {
  return machines.flatMap((machine) => sizes.map((size) => rowOf(machine, size, kind, isWarm)));
}

function rowOf(machine: Machine, size: Size, kind: QuestionKind, isWarm: boolean): TableRow {
  // What a model holds, it holds in its memory.
  const model = { ...modelOn(machine, size), loaded: isWarm };
  const cells = collectionSizes.map((collectionTokens) => {
    const input = inputFor(machine, size, model, kind, collectionTokens, isWarm);
    const decision = decide(input);
    const predictedMs = decision.alternatives.find(({ mode }) => mode === decision.mode)?.predictedMs ?? 0;
    return { collectionTokens, decision, predictedMs };
  });
  return { machine, size, model, cells };
}

function modelOn({ memoryGib }: Machine, { name, parameters, trainedTokens, weightsBytes, layers }: Size): ModelDescription {
  const memoryBytes = memoryGib * 1024 ** 3;
  const shape = { trainedTokens, weightsBytes, cache: gemma4Cache(layers) };
  const contextTokens = windowFor(shape, 0, memoryBytes);
  return {
    ...{ id: name, engine: 'ollama', contextTokens, embeds: false, loaded: false, digest: null, sizeBytes: weightsBytes, parameters },
    memory: memoryNeed(shape, contextTokens, memoryBytes),
  };
}

function inputFor(
  { pace, writingPace }: Machine,
  { active }: Size,
  model: ModelDescription,
  kind: QuestionKind,
  collectionTokens: number,
  isWarm: boolean,
): PlanInput {
  const input: PlanInput = {
    ...{ requested: 'auto', kind, model, documents: Math.max(1, Math.round(collectionTokens / 2_000)), collectionTokens },
    ...{
      packedTokens: null,
      heldTokens: 0,
      tailTokens: 300,
      reservedTokens: 1_024,
      retrieveTokens: 0,
      patienceMs: 300_000,
      countedBy: 'gemma',
      isWindowAsked: false,
    },
    readingLength: null,
    atStakeTokens: 0,
    writing: { tokenMs: [(1_000 * active) / writingPace], copiedShare: [], readAgain: [] },
    speed: { overheads: [], loads: [], lags: [], rates: [{ promptTokens: 4_096, samples: [(1_000 * active) / pace], isCertain: true }] },
  };
  return { ...input, heldTokens: isWarm ? packedSize(input) : 0 };
}

function table(kind: QuestionKind, isWarm: boolean): string {
  const rows = decisionRows(kind, isWarm).map(({ machine, model, cells }) => {
    const shown = cells.map(({ decision, predictedMs }) => `${decision.mode} ${short(predictedMs)}`);
    return `| ${machine.memoryGib} GiB | ${model.id} | ${count(model.contextTokens)} | ${memoryWords(model)} | ${shown.join(' | ')} |`;
  });
  const heads = collectionSizes.map(count);
  return [
    `| memory | model | window | needs | ${heads.join(' | ')} |`,
    `|---|---|---|---|${heads.map(() => '---|').join('')}`,
    ...rows,
  ].join('\n');
}

function short(milliseconds: number): string {
  const seconds = milliseconds / 1_000;
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}

function memoryWords({ memory }: ModelDescription): string {
  if (memory === null) return '';
  const gib = (bytes: number): string => (bytes / 1024 ** 3).toFixed(1);
  return memory.neededBytes <= memory.availableBytes
    ? gib(memory.neededBytes)
    : `**${gib(memory.neededBytes)} of ${gib(memory.availableBytes)}**`;
}

/** The page. */
export function decisionTablePage(made: string): string {
  const told = machines.map(
    ({ memoryGib, like, pace }) => `- ${memoryGib} GiB: like ${like}, gemma4:26b reads ${count(pace / 3.8)} tokens a second`,
  );
  return `# What the planner decides

${made} \`node test/bench/decision-table.ts\` prints it.

Each cell is what \`auto\` takes for a collection of so many tokens, and the time to the first word. The rules, in this order:

1. **whole** where everything fits the window with room for question and answer, the model reads well at that length, its memory is there, and the first word comes within \`CARREL_PATIENCE_MS\` (5 minutes). Questions about everything are given four times as long: passages cannot answer them. And always where passages would be no longer.
2. Else **scan** for questions about everything, within the same time.
3. Else **sections** for summaries, schemas, and questions about everything.
4. Else **retrieve**: as many passages as suit the model, fewer on a slow machine.

What was found wanting once ("not in these documents", or no citation that holds) is asked once more: passages, then sections, then everything where it fits and is quick enough. A person's own choice stands above all of it.

The speeds are assumed here; Carrel measures its own.

${told.join('\n')}

The needed memory is weights, prefix cache for the window, sliding layers, four checkpoints and buffers. In bold: more than the four fifths of the memory that may be used; then no other model is installed, or Carrel would take that.

## A look-up, nothing read before

${table('look-up', false)}

## The same when the model holds the collection

${table('look-up', true)}

## "How many", "list all", "compare", nothing read before

${table('complete', false)}
`;
}
