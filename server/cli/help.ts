import { settings } from '../../core/config.ts';
import type { Command, Option } from './command.ts';

interface Flag {
  readonly flag: string;
  readonly meaning: string;
}

/** Settings that have a flag; they work with every command. */
export function settingFlags(): readonly Flag[] {
  return Object.values(settings).flatMap(({ flag, meaning }) => (flag === null ? [] : [{ flag, meaning }]));
}

export function generalHelp(commands: readonly Command[]): string {
  const lines = commands.map((command) => row(usageOf(command), command.summary));
  return [
    'Carrel answers questions about your own documents, code and database schemas, on this computer.',
    '',
    'Usage: carrel <command> [options]',
    '',
    ...lines,
    '',
    'Options of every command:',
    ...settingFlags().map(({ flag, meaning }) => row(`--${flag} …`, meaning)),
    row('--help', 'This text, or that of a command.'),
    row('--version', 'The version.'),
    '',
    'Settings can also be environment variables or lines of carrel.json in the data folder: docs/config.md.',
  ].join('\n');
}

export function commandHelp(command: Command): string {
  const options = Object.entries(command.options).map(([name, option]) => row(optionUsage(name, option), option.meaning));
  return [
    command.summary,
    '',
    `Usage: carrel ${usageOf(command)} [options]`,
    '',
    ...options,
    ...settingFlags().map(({ flag, meaning }) => row(`--${flag} …`, meaning)),
  ].join('\n');
}

export function usageOf(command: Command): string {
  return command.positionals === '' ? command.name : `${command.name} ${command.positionals}`;
}

export function optionUsage(name: string, option: Option): string {
  return option.placeholder === '' ? `--${name}` : `--${name} ${option.placeholder}`;
}

const column = 26;

/** What does not fit into the left column stands on a line of its own. */
function row(left: string, right: string): string {
  const gap = left.length > column ? `\n${' '.repeat(column + 3)}` : ' '.repeat(column + 1 - left.length);
  return `  ${left}${gap}${right}`;
}
