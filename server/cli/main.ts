/** The command line: finds the command, reads its options, and turns faults into one line and an exit status. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadConfig, processEnvironment, settings } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { configureLog } from '../../core/log.ts';
import { keepPrivate } from '../private-folder.ts';
import { type Command, exitDone, exitFault, exitInterrupted, exitUsage } from './command.ts';
import { allCommands, commandNames, loadCommand } from './commands.ts';
import { commandHelp, generalHelp, settingFlags, usageOf } from './help.ts';
import { openTerminal, type Streams } from './terminal.ts';

interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

async function main(words: readonly string[], streams: Streams): Promise<number> {
  const [name = '', ...rest] = words;
  if (name === '--version') return say(streams, packageVersion());
  const command = await loadCommand(name);
  if (command === null) {
    if (name === '' || name === '--help' || name === '-h' || name === 'help') return say(streams, generalHelp(await allCommands()));
    return wrongUsage(streams, `there is no command "${name}"`, `Commands: ${commandNames.join(', ')}.`);
  }
  const parsed = parseWords(command, rest);
  if (typeof parsed === 'string') return wrongUsage(streams, parsed, `See: carrel ${command.name} --help`);
  if (parsed.values.help === true) return say(streams, commandHelp(command));
  return run(command, parsed, streams);
}

async function run(command: Command, { values, positionals }: Parsed, streams: Streams): Promise<number> {
  const flags = Object.fromEntries(
    Object.entries(settings).flatMap(([name, { flag }]) => {
      const value = flag === null ? undefined : values[flag];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
  const stop = new AbortController();
  const interrupt = (): void => {
    // The second interrupt means "now".
    if (stop.signal.aborted) process.exit(exitInterrupted);
    stop.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  const config = loadConfig({ flags, environment: processEnvironment() });
  configureLog(config);
  keepPrivate(config.data);
  const terminal = openTerminal(streams, values.json === true);
  const status = await command.run({ config, terminal, positionals, options: values, version: packageVersion(), signal: stop.signal });
  return status;
}

/** The options of a command, or what is wrong with them. */
function parseWords(command: Command, words: readonly string[]): Parsed | string {
  const own = Object.entries(command.options).map(([name, { type }]) => [name, { type }] as const);
  const general = settingFlags().map(({ flag }) => [flag, { type: 'string' }] as const);
  const options = Object.fromEntries([...own, ...general, ['help', { type: 'boolean', short: 'h' }] as const]);
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
    const asked = values as Parsed['values'];
    if (asked.help !== true && (positionals.length < command.leastPositionals || positionals.length > command.mostPositionals)) {
      return command.mostPositionals === 0 ? `${command.name} takes no "${positionals[0] ?? ''}"` : `usage is: carrel ${usageOf(command)}`;
    }
    return { values: asked, positionals };
  } catch (fault) {
    // parseArgs throws plain TypeErrors with good first sentences ("Unknown option '--foo'.").
    return fault instanceof Error ? (fault.message.split('. ')[0] ?? fault.message) : String(fault);
  }
}

function say({ out }: Streams, text: string): number {
  out.write(`${text}\n`);
  return exitDone;
}

function wrongUsage({ error }: Streams, what: string, hint: string): number {
  error.write(`carrel: ${what}. ${hint}\n`);
  return exitUsage;
}

function faultStatus({ error }: Streams, fault: unknown): number {
  if (fault instanceof AppError) {
    if (fault.code === 'cancelled') return exitInterrupted;
    error.write(`carrel: ${fault.message.replace(/\.$/, '')}. ${fault.hint}\n`);
    return exitFault;
  }
  const detail = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  error.write(`carrel: something went wrong inside Carrel, please report it. ${detail}\n`);
  return exitFault;
}

/** package.json lies two folders up in a checkout and three in a package. */
function packageVersion(): string {
  const path = new URL(import.meta.url.endsWith('.ts') ? '../../package.json' : '../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }).version;
}

const streams: Streams = { out: process.stdout, error: process.stderr };
// A reader that closes early (`carrel search … | head`) is not a fault.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => process.exit(fault.code === 'EPIPE' ? exitDone : exitFault));
process.exitCode = await main(process.argv.slice(2), streams).catch((fault: unknown) => faultStatus(streams, fault));
