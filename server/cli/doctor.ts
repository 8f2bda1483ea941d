import { settings } from '../../core/config.ts';
import { examine } from '../doctor.ts';
import { type Command, exitDone, exitFault, jsonOption } from './command.ts';

const colours = { good: 'green', doubtful: 'yellow', bad: 'red' } as const;

export const doctor: Command = {
  name: 'doctor',
  positionals: '',
  leastPositionals: 0,
  mostPositionals: 0,
  summary: 'Examine the installation, the collections and the model servers.',
  options: { json: jsonOption },
  async run({ config, terminal, signal }) {
    const findings = await examine(config, signal);
    for (const { state, message, remedy } of findings) {
      terminal.print(`${terminal.styled(colours[state], state.padEnd(8))} ${message}${remedy === '' ? '' : ` ${remedy}`}`);
    }
    terminal.print('');
    terminal.print('Settings in force:');
    for (const name of Object.keys(settings) as (keyof typeof settings)[]) terminal.print(`  ${name} = ${String(config[name])}`);
    terminal.result({ findings });
    return findings.some(({ state }) => state === 'bad') ? exitFault : exitDone;
  },
};
