import { type Config, settings } from '../../core/config.ts';
import { count } from '../../core/number-words.ts';
import { collections } from '../doctor/collections.ts';
import type { Finding } from '../doctor/finding.ts';
import { examine } from '../doctor/index.ts';
import type { Measurements } from '../doctor/measurements.ts';
import { type TrialEvent, tryModel } from '../doctor/try/index.ts';
import { type Command, type CommandInput, exitDone, exitFault, jsonOption } from './command.ts';
import { parserWallsFinding } from './parser-walls.ts';
import { runningServer } from './running-server.ts';
import type { Terminal } from './terminal.ts';
import { eventsThrough, jsonThrough, type ReceivedEvent } from './through-server.ts';
import { duration } from './words.ts';

const colours = { good: 'green', doubtful: 'yellow', bad: 'red' } as const;

export const doctor: Command = {
  name: 'doctor',
  positionals: '',
  leastPositionals: 0,
  mostPositionals: 0,
  summary: 'Examine the installation, the collections and the model servers.',
  options: {
    try: {
      type: 'boolean',
      placeholder: '',
      meaning: 'Also try the model of the config, or the best one: speed, reuse, overflow. Takes minutes and fills its cache.',
    },
    json: jsonOption,
  },
  async run(input) {
    const { config, terminal, options, signal } = input;
    const examined = [await parserWallsFinding(config, signal), ...(await examination(input))];
    for (const finding of examined) show(terminal, finding);
    const { findings: tried, measurements } = options.try === true ? await trial(input) : { findings: [], measurements: null };
    terminal.print('');
    showSettings(terminal, config);
    const findings = [...examined, ...tried];
    terminal.result({ findings, measurements });
    return findings.some(({ state }) => state === 'bad') ? exitFault : exitDone;
  },
};

/** Of the server that runs, which knows what it has learned of its models; else our own. */
async function examination({ config, version, signal }: CommandInput): Promise<readonly Finding[]> {
  const { server } = runningServer(config, version);
  const told = server === null ? null : await jsonThrough(server, '/api/doctor', signal);
  // A server of this very version wrote them.
  return told === null ? examine(config, async () => collections(config), signal) : (told.findings as readonly Finding[]);
}

interface Tried {
  readonly findings: readonly Finding[];
  readonly measurements: Measurements | null;
}

async function trial(input: CommandInput): Promise<Tried> {
  const { terminal } = input;
  const findings: Finding[] = [];
  for await (const event of await trialEvents(input)) {
    if (event.type === 'progress') showProgress(terminal, event);
    else if (event.type === 'end') return { findings, measurements: event.measurements };
    else {
      findings.push(event.finding);
      show(terminal, event.finding);
    }
  }
  return { findings, measurements: null };
}

/** The trial of the server that runs, in whose line people wait; else one of our own. */
async function trialEvents({ config, terminal, version, signal }: CommandInput): Promise<AsyncIterable<TrialEvent>> {
  const { server, why } = runningServer(config, version);
  if (why !== '') terminal.note(why);
  const errand = { path: '/api/doctor', body: { model: config.model }, last: 'examination-end' };
  const received = server === null ? null : await eventsThrough(server, errand, signal);
  return received === null ? tryModel(config, '', signal) : eventsOf(received);
}

async function* eventsOf(received: AsyncIterable<ReceivedEvent>): AsyncIterable<TrialEvent> {
  // A server of this very version wrote them.
  for await (const { name, data } of received) yield { ...data, type: name === 'examination-end' ? 'end' : name } as TrialEvent;
}

function showProgress(terminal: Terminal, { step, done, total, etaMs }: Extract<TrialEvent, { type: 'progress' }>): void {
  terminal.note(step);
  if (total > done) terminal.progress(`${count(done)} of ${count(total)}${etaMs === null ? '' : `, ${duration(etaMs)} left`}`);
}

function show(terminal: Terminal, { state, message, remedy }: Finding): void {
  terminal.print(`${terminal.styled(colours[state], state.padEnd(8))} ${message}${remedy === '' ? '' : ` ${remedy}`}`);
}

function showSettings(terminal: Terminal, config: Config): void {
  terminal.print('Settings in force:');
  for (const name of Object.keys(settings) as (keyof typeof settings)[]) terminal.print(`  ${name} = ${String(config[name])}`);
}
