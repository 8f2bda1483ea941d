/** One table of settings, and the only reader of the environment. Flag > environment > file > default. */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { AppError } from './errors.ts';

interface Setting<Value> {
  /** Environment variables, the first that is set wins. */
  readonly variables: readonly string[];
  /** Command line flag without dashes; null when there is none. */
  readonly flag: string | null;
  readonly meaning: string;
  readonly fallback: Value;
  /** Throws a plain Error whose message says what is expected. */
  parse(text: string): Value;
}

const text = (value: string): string => value;

function integer(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new Error(`a whole number from ${least} to ${most}`);
    }
    return number;
  };
}

function share(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !(number >= 0 && number <= 1)) throw new Error('a number from 0 to 1');
  return number;
}

function oneOf(values: readonly string[]): (value: string) => string {
  return (value) => {
    if (!values.includes(value)) throw new Error(values.map((one) => `\`${one}\``).join(' or '));
    return value;
  };
}

function httpUrl(value: string): string {
  // OLLAMA_HOST may be "0.0.0.0", "host:port" or ":port"; Ollama's own rule is to fill in what is missing.
  const filled = /^[a-z]+:\/\//i.test(value) ? value : `http://${value.startsWith(':') ? `127.0.0.1${value}` : value}`;
  if (!URL.canParse(filled)) throw new Error('an address such as http://127.0.0.1:11434');
  const url = new URL(filled);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('an http or https address');
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (filled !== value && url.port === '') url.port = '11434';
  return url.href.replace(/\/+$/, '');
}

const optionalPath = (value: string): string => (value === '' ? '' : resolve(value));
const optionalUrl = (value: string): string => (value === '' ? '' : httpUrl(value));

function list(value: string): readonly string[] {
  return value
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function hostNames(value: string): readonly string[] {
  const names = value.split(/[;,\s]/).filter((name) => name !== '');
  if (!names.every((name) => /^(?:\[[0-9a-f:.]+\]|[\p{L}\p{N}_.-]+)$/iu.test(name))) {
    throw new Error('names such as carrel.example.org, without http:// and without a port');
  }
  return names;
}

function ports(value: string): readonly number[] {
  if (value === '' || value === 'none') return [];
  try {
    return value.split(/[;,]/).map((part) => integer(1, 65535)(part.trim()));
  } catch {
    throw new Error('ports such as 1234,8080, or `none`');
  }
}

const megabyte = 1024 * 1024;

export const settings = {
  data: setting(['CARREL_DATA'], 'data', 'Folder that holds app.sqlite and the collections.', 'data', text),
  host: setting(
    ['CARREL_HOST'],
    'host',
    'Address to listen on. Anything but a loopback address opens the door to others.',
    '127.0.0.1',
    text,
  ),
  allowedHosts: setting(
    ['CARREL_ALLOWED_HOSTS'],
    'allowed-hosts',
    'Host names, separated by ";", under which browsers may reach it, besides loopback and the address it listens on. Needed behind a proxy, and for every name when it listens on all addresses.',
    [] as readonly string[],
    hostNames,
  ),
  port: setting(['CARREL_PORT'], 'port', 'Port to listen on; 0 takes a free one.', 8642, integer(0, 65535)),
  ollamaUrl: setting(['CARREL_OLLAMA_URL', 'OLLAMA_HOST'], 'ollama-url', 'Address of Ollama.', 'http://127.0.0.1:11434', httpUrl),
  openaiUrl: setting(
    ['CARREL_OPENAI_URL'],
    'openai-url',
    'Base address of LM Studio, llama-server or vLLM; empty means that they are looked for on this machine.',
    '',
    optionalUrl,
  ),
  modelPorts: setting(
    ['CARREL_MODEL_PORTS'],
    null,
    'Ports of this machine where they are looked for; `none` looks nowhere.',
    // What LM Studio, llama-server and vLLM listen on unless told otherwise (ollama-gemma.md §4).
    [1234, 8080, 8000] as readonly number[],
    ports,
  ),
  gguf: setting(
    ['CARREL_GGUF'],
    'gguf',
    'A GGUF model file to run inside Carrel; needs the package node-llama-cpp. Empty means none.',
    '',
    optionalPath,
  ),
  stateBytes: setting(
    ['CARREL_STATE_BYTES'],
    null,
    'Disk space for what the model of CARREL_GGUF has read of whole collections; 0 keeps none, with llama-server neither.',
    8192 * megabyte,
    integer(0, 1_048_576 * megabyte),
  ),
  reserveBytes: setting(
    ['CARREL_RESERVE_BYTES'],
    null,
    'Disk space that is kept free for deleting, so that it works on a full disk; 0 keeps none.',
    // To remove a document takes 0.1 MB, to wipe it as much as the file has: 10,000 passages in this (decisions/078).
    32 * megabyte,
    integer(0, 1024 * megabyte),
  ),
  model: setting(['CARREL_MODEL'], 'model', 'Model to ask; empty means the best installed one, `extractive` means no model.', '', text),
  embedder: setting(
    ['CARREL_EMBEDDER'],
    'embedder',
    '`auto` (an added model, else an embedding model of Ollama, else `lsa`), `lsa` (learned on the collection), `onnx:<added model>` or `ollama:<model>`.',
    'auto',
    text,
  ),
  collection: setting(['CARREL_COLLECTION'], 'collection', 'Collection to search and ask when none is named.', '', text),
  contextTokens: setting(
    ['CARREL_CONTEXT_TOKENS'],
    'context-tokens',
    'Window to ask of the model server, in tokens; 0 means what the model was trained for, as far as memory allows.',
    0,
    integer(0, 2_000_000),
  ),
  maxOutputTokens: setting(['CARREL_MAX_OUTPUT_TOKENS'], null, 'Room kept for an answer, in tokens.', 1024, integer(16, 65536)),
  retrieveTokens: setting(
    ['CARREL_RETRIEVE_TOKENS'],
    null,
    'Most tokens of passages in retrieve mode; 0 means by the size of the model.',
    0,
    integer(0, 1_000_000),
  ),
  patienceMs: setting(
    ['CARREL_PATIENCE_MS'],
    null,
    'Longest time to the first word that is taken to read everything without being asked; four times as long for questions about everything.',
    // A collection of 200,000 tokens takes 2 minutes on a good graphics card and 14 on a laptop (ollama-gemma.md §2.4).
    300_000,
    integer(1_000, 86_400_000),
  ),
  scanTimeoutMs: setting(
    ['CARREL_SCAN_TIMEOUT_MS'],
    null,
    'Longest time that a model reads all sections for one question; the answer then says how many are left.',
    1_800_000,
    integer(100, 86_400_000),
  ),
  warmUp: setting(
    ['CARREL_WARM_UP'],
    null,
    '`auto`: the server lets the model read ahead what was asked last, at the start, after an ingest and when the model was loaded again; `off`: only when told to.',
    'auto',
    oneOf(['auto', 'off']),
  ),
  weightWord: setting(['CARREL_WEIGHT_WORD'], null, 'Weight of the word index in the fused score.', 0.6, share),
  weightTrigram: setting(['CARREL_WEIGHT_TRIGRAM'], null, 'Weight of the trigram index in the fused score.', 0.2, share),
  weightVector: setting(['CARREL_WEIGHT_VECTOR'], null, 'Weight of vectors learned on the collection in the fused score.', 0.2, share),
  weightModel: setting(
    ['CARREL_WEIGHT_MODEL'],
    null,
    'Share of the vectors of an embedding model in the fused score; words and trigrams part the rest (decision 091).',
    0.5,
    share,
  ),
  abstainBelow: setting(
    ['CARREL_ABSTAIN_BELOW'],
    null,
    'Confidence under which an answer without a model shows the closest passages instead; calibrated in test/eval/LOG.md.',
    0.5,
    share,
  ),
  folders: setting(
    ['CARREL_FOLDERS'],
    null,
    'Folders, separated by ";", that the page may ingest by path. The command line may ingest any.',
    [] as readonly string[],
    list,
  ),
  maxFileBytes: setting(['CARREL_MAX_FILE_BYTES'], null, 'Largest file that is read.', 256 * megabyte, integer(1, 4096 * megabyte)),
  maxUploadBytes: setting(['CARREL_MAX_UPLOAD_BYTES'], null, 'Largest body of one upload.', 2048 * megabyte, integer(1, 65536 * megabyte)),
  ingestMemoryBytes: setting(
    ['CARREL_INGEST_MEMORY_BYTES'],
    null,
    'Memory above which the ingest process ends between two files and is started anew; it may never have more than twice that.',
    1024 * megabyte,
    integer(64 * megabyte, 65536 * megabyte),
  ),
  parserMemoryBytes: setting(
    ['CARREL_PARSER_MEMORY_BYTES'],
    null,
    'Memory one parser process may use.',
    768 * megabyte,
    integer(64 * megabyte, 65536 * megabyte),
  ),
  parserTimeoutMs: setting(
    ['CARREL_PARSER_TIMEOUT_MS'],
    null,
    'Processor time one file may take to parse; by the clock where that is not known.',
    25_000,
    integer(100, 3_600_000),
  ),
  log: setting(
    ['CARREL_LOG'],
    null,
    'The log on stderr: `text`, or `json` with one object a line (time, level, message, requestId and figures).',
    'text',
    oneOf(['text', 'json']),
  ),
  logLevel: setting(
    ['CARREL_LOG_LEVEL'],
    null,
    'The least important that is logged: `error`, `warning`, `info` (slow requests too) or `debug` (every request and answer); empty means `info` for text and `debug` for json.',
    '',
    oneOf(['', 'error', 'warning', 'info', 'debug']),
  ),
  parsers: setting(['CARREL_PARSERS'], null, 'Parser processes in the pool.', Math.min(2, availableParallelism()), integer(1, 64)),
} as const;

function setting<Value>(
  variables: readonly string[],
  flag: string | null,
  meaning: string,
  fallback: Value,
  parse: (value: string) => Value,
): Setting<Value> {
  return { variables, flag, meaning, fallback, parse };
}

type SettingName = keyof typeof settings;
export type Config = {
  readonly [Name in SettingName]: (typeof settings)[Name] extends Setting<infer Value>
    ? Value extends string
      ? string
      : Value extends number
        ? number
        : Value
    : never;
};

export interface ConfigSources {
  /** By setting name. */
  readonly flags: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Resolves every setting. The file is `carrel.json` in the data folder: an object of setting names.
 * @throws AppError config-invalid, naming the setting, where it was set and what is expected.
 */
export function loadConfig(sources: ConfigSources): Config {
  const folder = pick('data', sources, {}) as string;
  const file = readConfigFile(join(folder, 'carrel.json'));
  const names = Object.keys(settings) as SettingName[];
  const entries = names.map((name) => [name, pick(name, sources, file)] as const);
  const config = Object.fromEntries(entries) as unknown as Config;
  return Object.freeze({ ...config, data: resolve(config.data) });
}

/** The settings as flags by name: what `loadConfig` reads back in another process of ours. */
export function configAsFlags(config: Config): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, Array.isArray(value) ? value.join(';') : String(value)]));
}

/** The process environment, for the one caller that starts a program. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

function pick(name: SettingName, sources: ConfigSources, file: Readonly<Record<string, unknown>>): unknown {
  const setting: Setting<unknown> = settings[name];
  const flag = sources.flags[name];
  if (flag !== undefined) return parsed(setting, flag, `--${setting.flag ?? name}`);
  for (const variable of setting.variables) {
    const value = sources.environment[variable];
    if (value !== undefined && value !== '') return parsed(setting, value, variable);
  }
  const value = file[name];
  if (value === undefined) return setting.fallback;
  return parsed(setting, Array.isArray(value) ? value.join(';') : String(value), `"${name}" in carrel.json`);
}

function parsed(setting: Setting<unknown>, value: string, where: string): unknown {
  try {
    return setting.parse(value);
  } catch (cause) {
    const expected = cause instanceof Error ? cause.message : 'another value';
    throw new AppError('config-invalid', `${where} is "${value.slice(0, 100)}"`, `Give ${expected}.`, cause);
  }
}

function readConfigFile(path: string): Readonly<Record<string, unknown>> {
  if (!existsSync(path)) return {};
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AppError('config-invalid', 'carrel.json in the data folder is not valid JSON', 'Mend the file or remove it.', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('config-invalid', 'carrel.json in the data folder is not an object', 'Write {"port": 8642} or remove the file.');
  }
  const unknown = Object.keys(value).find((key) => !(key in settings));
  if (unknown !== undefined) {
    throw new AppError('config-invalid', `carrel.json has an unknown setting "${unknown}"`, `Known: ${Object.keys(settings).join(', ')}.`);
  }
  return value as Readonly<Record<string, unknown>>;
}
