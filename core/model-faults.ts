/** Reads what model servers say when they fail, old wordings and new, and says it in our own words. Pure. */
import { AppError } from './errors.ts';
import { count } from './number-words.ts';

/** Who failed, for the message. `model` is empty when no model was named. */
export interface FailedCall {
  readonly address: string;
  readonly model: string;
}

interface Said {
  readonly text: string;
  readonly promptTokens: number | null;
  readonly windowTokens: number | null;
}

// Texts of llama.cpp, Ollama (llm/status.go), CUDA, Metal, vLLM and LM Studio.
const memoryTexts =
  /out of memory|cudaMalloc failed|failed to allocate|unable to allocate|not enough memory|insufficient (system )?memory|requires more (system )?memory|OutOfMemory|no available memory/i;
const lengthTexts =
  /exceed\w* (the )?(available |maximum )?(context|input)|longer than the context|maximum context length|context length exceeded|greater than the context length|context size has been exceeded|input length exceeds/i;
const busyTexts = /server busy|maximum pending requests|too many requests|overloaded/i;
const loadingTexts = /loading model/i;

/** True for the answer of a server that is still loading: ask again in a moment. */
export function isStillLoading(status: number, body: string): boolean {
  return status === 503 && loadingTexts.test(body);
}

/** The fault behind an error answer, or behind an error inside a stream that began with 200. */
export function modelFault(status: number, body: string, { address, model }: FailedCall): AppError {
  const { text, promptTokens, windowTokens } = said(body);
  const who = model === '' ? `The model server at ${address}` : model;
  const cause = new Error(`${status}: ${text.slice(0, 2000)}`);
  if (promptTokens !== null || lengthTexts.test(text)) return promptTooLong(who, promptTokens, windowTokens, cause);
  if (memoryTexts.test(text)) {
    return new AppError(
      'model-out-of-memory',
      `${who} does not fit into the memory of its server`,
      'Set CARREL_CONTEXT_TOKENS lower, close other programs, or choose a smaller model.',
      cause,
    );
  }
  if (status === 503 || status === 429 || busyTexts.test(text)) {
    return new AppError('model-busy', `The model server at ${address} has too much to do`, 'Ask again in a minute.', cause);
  }
  if (/does not support embedding/i.test(text)) {
    return new AppError('model-failed', `${who} makes no vectors`, 'Choose an embedding model, or set CARREL_EMBEDDER=lsa.', cause);
  }
  if (status === 404) return modelUnknown(who, address, cause);
  if (status === 401 || status === 403) {
    const hint =
      'It is there, but Carrel sends no keys: start it without one (llama-server, vLLM: without --api-key), or choose another model.';
    return new AppError('model-failed', `${who} wants a key`, hint, cause);
  }
  return new AppError('model-failed', `${who} failed (status ${status})`, `Look at the log of the model server at ${address}.`, cause);
}

/** A prompt over the window, with whatever numbers are known. */
export function promptTooLong(who: string, promptTokens: number | null, windowTokens: number | null, cause?: unknown): AppError {
  const numbers =
    promptTokens === null || windowTokens === null
      ? `The prompt is longer than the window of ${who}`
      : `The prompt has ${count(promptTokens)} tokens; the window of ${who} holds ${count(windowTokens)}`;
  const hint = 'Ask in mode retrieve, begin a new conversation, or set CARREL_CONTEXT_TOKENS higher.';
  return new AppError('prompt-too-long', numbers, hint, cause);
}

/** An answer that does not follow the protocol. */
export function brokenStream(who: string, what: string, cause?: unknown): AppError {
  return new AppError('model-stream-broken', `${who} ${what}`, 'Ask again; if it repeats, look at the log of the model server.', cause);
}

function modelUnknown(who: string, address: string, cause: unknown): AppError {
  return new AppError(
    'model-unknown',
    `${who} is not installed at ${address}`,
    `Run \`carrel models\` to see what is. To install it: \`ollama pull ${who}\` where there is a network, then copy the models folder here.`,
    cause,
  );
}

/**
 * Takes the message out of `{"error": text}`, `{"error": {message}}`, and of Ollama from 0.30, which puts the JSON of
 * the server below it into the text.
 */
function said(body: string): Said {
  const parsed = parseObject(body);
  const error = parsed?.error ?? parsed?.message ?? body;
  if (typeof error === 'string') {
    const inner = parseObject(error);
    return inner === null ? { text: error, ...numbersIn(error) } : said(error);
  }
  const { message, n_prompt_tokens: prompt, n_ctx: window } = error as Readonly<Record<string, unknown>>;
  const text = typeof message === 'string' ? message : JSON.stringify(error);
  if (typeof prompt === 'number' && typeof window === 'number') return { text, promptTokens: prompt, windowTokens: window };
  return { text, ...numbersIn(text) };
}

/** The two numbers of "request (N tokens) exceeds the … size (M tokens)" and of vLLM's sentence, in that order. */
function numbersIn(text: string): Omit<Said, 'text'> {
  const llama = /\((\d+) tokens\) exceeds.*\((\d+) tokens\)/.exec(text);
  if (llama !== null) return { promptTokens: Number(llama[1]), windowTokens: Number(llama[2]) };
  const vllm = /maximum context length is (\d+) tokens.*?(\d+)(?: input)? tokens/.exec(text);
  if (vllm !== null) return { promptTokens: Number(vllm[2]), windowTokens: Number(vllm[1]) };
  return { promptTokens: null, windowTokens: null };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    // Not JSON after all: the caller takes the text as it is.
    return null;
  }
}
