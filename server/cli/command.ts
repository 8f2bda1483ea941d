/** What a command is. The table in commands.ts makes --help, docs/cli.md and the dispatch. */
import type { Config } from '../../core/config.ts';
import type { Terminal } from './terminal.ts';

export interface Option {
  readonly type: 'string' | 'boolean';
  /** What stands for the value in the help; empty for switches. */
  readonly placeholder: string;
  readonly meaning: string;
}

export interface CommandInput {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly positionals: readonly string[];
  /** Values of the command's own options; a switch that is on is `true`. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly version: string;
  /** Fires at the first interrupt. */
  readonly signal: AbortSignal;
}

export interface Command {
  readonly name: string;
  /** Positionals as the help shows them: `<path…>`. */
  readonly positionals: string;
  readonly leastPositionals: number;
  readonly mostPositionals: number;
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  /** Returns the exit status. */
  run(input: CommandInput): Promise<number>;
}

export const exitDone = 0;
export const exitFault = 1;
export const exitUsage = 2;
export const exitInterrupted = 130;

export const jsonOption: Option = {
  type: 'boolean',
  placeholder: '',
  meaning: 'Print JSON only, one object a line; the last line is the result.',
};

/** The value of a string option, or empty. */
export function textOption(input: CommandInput, name: string): string {
  const value = input.options[name];
  return typeof value === 'string' ? value : '';
}
