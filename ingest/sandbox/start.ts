/** Starts a parser process with everything taken from it that a parser does not need. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Config, processEnvironment } from '../../core/config.ts';
import { behindBubblewrap } from './bubblewrap.ts';

const here = fileURLToPath(import.meta.url);
const program = dirname(dirname(dirname(here)));
/** The program of a parser process. */
export const parserEntry = join(dirname(here), `child${extname(here)}`);
/** Loaded before the program, so that even what the program imports first finds the doors closed. */
const closedDoors = pathToFileURL(join(dirname(here), `close-doors${extname(here)}`)).href;

const megabyte = 1024 * 1024;
/** VmData of an idle Node 24.21 on Linux x64 (code range 512 MB, thread stacks): measured 575 MB, not one of them touched. */
const idleDataBytes = 576 * megabyte;
/** The heap's share of the memory limit; the rest is for buffers, which V8 does not count. */
const heapShare = 0.75;
/** A parser process is replaced when it has worked this many time limits long; see `processorSeconds`. */
const busyTimeouts = 2;

/** How long a parser process may work in all before it is replaced by a fresh one. */
export function busyLimitMs(config: Config): number {
  return busyTimeouts * config.parserTimeoutMs;
}

/**
 * The kernel's own limit, for the day when the parent was killed and cannot stop a hanging parser: the busy time,
 * one file more, and all that four times because what is saved for long at the other end is not looked at meanwhile;
 * and ten seconds for the start, which takes one.
 */
function processorSeconds(config: Config): number {
  return 10 + Math.ceil((4 * (busyTimeouts + 1) * config.parserTimeoutMs) / 1000);
}

/**
 * A parser process: requests go to standard input, replies come from file 3, standard error keeps the last words.
 * It can read the program's own files and `entry`, nothing else.
 */
export function startParserProcess(config: Config, entry: string, bubblewrap: string | null): ChildProcess {
  const readable = [...programFiles(), entry];
  const node = [process.execPath, ...nodeArguments(config, readable), entry];
  const walled = bubblewrap === null ? node : behindBubblewrap(bubblewrap, [process.execPath, ...readable], program, node);
  const [command, args] = limited(config, walled);
  const systemRoot = processEnvironment().SystemRoot;
  return spawn(command, args, {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    cwd: program,
    // Nothing of the user's environment: it may hold secrets. Windows cannot start a program without SystemRoot.
    env: systemRoot === undefined ? {} : { SystemRoot: systemRoot },
    windowsHide: true,
  });
}

function nodeArguments(config: Config, readable: readonly string[]): readonly string[] {
  return [
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    ...(process.allowedNodeEnvironmentFlags.has('--experimental-sqlite') ? ['--no-experimental-sqlite'] : []),
    '--disallow-code-generation-from-strings',
    `--max-old-space-size=${Math.floor((heapShare * config.parserMemoryBytes) / megabyte)}`,
    `--import=${closedDoors}`,
  ];
}

/** Our own code and the packages it imports, wherever npm put them: beside us, or above when we are a package. */
function programFiles(): readonly string[] {
  const files = [join(program, 'core'), join(program, 'ingest')];
  for (let folder = program; ; folder = dirname(folder)) {
    files.push(join(folder, 'package.json'), join(folder, 'node_modules'));
    if (folder === dirname(folder)) return files.filter((path) => existsSync(path));
  }
}

/**
 * On Linux the kernel bounds written memory (`ulimit -d` counts buffers too, and unlike `-v` not the address ranges
 * that V8 and WebAssembly only reserve), processor time, and core files. Elsewhere the heap limit alone holds.
 */
function limited(config: Config, command: readonly string[]): readonly [string, string[]] {
  const [file = process.execPath, ...args] = command;
  if (process.platform !== 'linux') return [file, args];
  const kilobytes = Math.ceil((idleDataBytes + config.parserMemoryBytes) / 1024);
  const script = `ulimit -c 0 && ulimit -d ${kilobytes} && ulimit -t ${processorSeconds(config)} && exec "$0" "$@"`;
  return ['/bin/sh', ['-c', script, file, ...args]];
}
