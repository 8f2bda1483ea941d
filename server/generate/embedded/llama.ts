/** The few members of node-llama-cpp that we use, and its start. It is no dependency of ours: `npm i node-llama-cpp` adds it. */

export type Token = number;

/** Text with marks of what is a control token: what a document holds is never taken for one. */
export interface ChatText {
  tokenize(tokenizer: unknown): readonly Token[];
}

export type ChatItem =
  | { readonly type: 'system' | 'user'; readonly text: string }
  | { readonly type: 'model'; readonly response: readonly string[] };

interface ChatTemplate {
  readonly wrapperName: string;
  generateContextState(options: { readonly chatHistory: readonly ChatItem[] }): {
    readonly contextText: ChatText;
    readonly stopGenerationTriggers: readonly ChatText[];
  };
}

/** One row of the cache: what the model has read, and its reading on from there. */
export interface LlamaSequence {
  readonly nextTokenIndex: number;
  readonly contextTokens: readonly Token[];
  /** Takes away what differs. With `false` nothing is moved inside the cache: moved tokens are no longer the true ones. */
  adaptStateToTokens(tokens: readonly Token[], allowShift: false): Promise<void>;
  evaluateWithoutGeneratingNewTokens(tokens: readonly Token[]): Promise<void>;
  evaluate(
    tokens: readonly Token[],
    options: { readonly temperature: number; readonly seed: number },
  ): AsyncGenerator<Token, void, undefined>;
  takeCheckpoint(): Promise<void>;
  saveStateToFile(path: string): Promise<unknown>;
  loadStateFromFile(path: string, options: { readonly acceptRisk: true }): Promise<void>;
  dispose(): Promise<void>;
}

export interface LlamaContext {
  readonly contextSize: number;
  /** Bytes that a saved state may take. */
  readonly stateSize: number;
  getSequence(options: { readonly checkpoints: { readonly max: number; readonly maxMemory: number } }): LlamaSequence;
}

export interface LlamaModel {
  readonly tokenizer: unknown;
  tokenize(text: string, specialTokens: boolean): readonly Token[];
  detokenize(tokens: readonly Token[], specialTokens: boolean, lastTokens: readonly Token[]): string;
  isEogToken(token: Token): boolean;
  createContext(options: {
    readonly contextSize: number;
    readonly batchSize: number;
    readonly threads: number;
    readonly failedCreationRemedy: false;
  }): Promise<LlamaContext>;
}

interface Llama {
  readonly gpu: string | false;
  loadModel(options: { readonly modelPath: string; onLoadProgress(share: number): void }): Promise<LlamaModel>;
}

interface LlamaPackage {
  getLlama(options: {
    readonly build: 'never';
    readonly gpu: 'auto';
    readonly maxThreads: number;
    readonly logLevel: 'error';
    logger(level: string, message: string): void;
  }): Promise<Llama>;
  resolveChatWrapper(model: LlamaModel, options: object): ChatTemplate;
  getModuleVersion(): Promise<string>;
}

export interface OpenModel {
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly template: ChatTemplate;
  readonly version: string;
  readonly gpu: string;
}

/** Why the model could not be opened, in the words that the parent knows. */
export class NoStart extends Error {
  readonly reason: 'package' | 'binary' | 'memory' | 'model';

  constructor(reason: NoStart['reason'], text: string, cause: unknown) {
    super(text, { cause });
    this.reason = reason;
  }
}

/** Tokens that are read in one go, as llama.cpp does by itself. A stop is obeyed between two of them. */
export const batchTokens = 512;

export interface Opening {
  readonly package: string;
  readonly modelPath: string;
  readonly windowTokens: number;
  readonly threads: number;
}

/** Opens the model with exactly this window. @throws NoStart */
export async function openModel(opening: Opening, onProgress: (share: number) => void): Promise<OpenModel> {
  const found = await orNoStart('package', loadPackage(opening.package));
  const { threads, modelPath, windowTokens } = opening;
  const log: string[] = [];
  const logger = (_level: string, message: string): void => void log.push(message);
  // `never`: the default would compile for half an hour, or fetch sources, when no binary fits.
  const llama = await orNoStart(
    'binary',
    found.getLlama({ build: 'never', gpu: 'auto', maxThreads: threads, logLevel: 'error', logger }),
    log,
  );
  const model = await orNoStart('model', llama.loadModel({ modelPath, onLoadProgress: onProgress }), log);
  // The default remedy is a smaller window, in silence.
  const options = { contextSize: windowTokens, batchSize: batchTokens, threads, failedCreationRemedy: false } as const;
  const context = await orNoStart('memory', model.createContext(options), log);
  const template = found.resolveChatWrapper(model, withoutThinking);
  return { model, context, template, version: await found.getModuleVersion(), gpu: llama.gpu === false ? 'none' : llama.gpu };
}

/** Thoughts cost minutes on a processor; every engine of ours asks without them. */
const withoutThinking = {
  warningLogs: false,
  customWrapperSettings: { gemma4: { reasoning: false }, qwen: { thoughts: 'discourage' } },
};

async function loadPackage(name: string): Promise<LlamaPackage> {
  // Not a literal, so that compilers do not look for a package that most people do not have.
  const loaded: unknown = await import(name);
  if (isLlamaPackage(loaded)) return loaded;
  throw new Error('this version of node-llama-cpp is not known; 3.22 is');
}

function isLlamaPackage(value: unknown): value is LlamaPackage {
  const names = ['getLlama', 'resolveChatWrapper', 'getModuleVersion'];
  return typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'function');
}

async function orNoStart<Value>(reason: NoStart['reason'], work: Promise<Value>, log: readonly string[] = []): Promise<Value> {
  try {
    return await work;
  } catch (cause) {
    const text = [cause instanceof Error ? cause.message : String(cause), ...log].join('\n');
    // Loading too fails for want of memory.
    throw new NoStart(/insufficient memory|out of memory|failed to allocate|not enough/i.test(text) ? 'memory' : reason, text, cause);
  }
}
