/** Kills a process that changes a collection, again and again, and looks at what is left each time. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Config, loadConfig } from '../../core/config.ts';
import { documentIdOf } from '../../core/hash.ts';
import { checkCollection, createCollection, openReader } from '../../core/store/index.ts';
import { startChanges } from './store-processes.ts';

export interface KillReport {
  readonly cycles: number;
  /** Changes that the killed processes had acknowledged. */
  readonly acknowledged: number;
  /** Breaches of the document law, and acknowledged changes that are not there. */
  readonly findings: readonly string[];
}

const name = 'victim';

/** What a process said last of a source: `leaving` before it removes it, `gone` after. */
interface Said {
  readonly state: 'there' | 'leaving' | 'gone';
  readonly version: number;
}

/** Runs the cycles in a new collection of the data folder. The moments of the kills are drawn by `random`, 0 to 1. */
export async function killCycles(data: string, cycles: number, random: () => number): Promise<KillReport> {
  const config = loadConfig({ flags: { data }, environment: {} });
  createCollection(config, name);
  const findings: string[] = [];
  const said = new Map<string, Said>();
  let acknowledged = 0;
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const victim = await startChanges(data, name, cycle * 100_000);
    await wait(random() * 250);
    if (!(await victim.kill())) findings.push(`cycle ${cycle}: the process ended before it was killed`);
    for (const [state = '', source = '', version = ''] of victim.lines.map((line) => line.split(' '))) {
      if (state === 'there' || state === 'leaving' || state === 'gone') said.set(source, { state, version: Number(version) });
      if (state === 'there' || state === 'gone') acknowledged += 1;
    }
    findings.push(...[...checkCollection(config, name), ...broken(config, said)].map((finding) => `cycle ${cycle}: ${finding}`));
  }
  return { cycles, acknowledged, findings };
}

/** A later change may be there unacknowledged. An older state than the acknowledged one may not. */
function broken(config: Config, said: ReadonlyMap<string, Said>): readonly string[] {
  const reader = openReader(config, name);
  try {
    return [...said].flatMap(([source, { state, version }]) => {
      const text = reader.slice(documentIdOf(source), 0, 40);
      const stored = Number(/^Version (\d+) /.exec(text)?.[1] ?? Number.NaN);
      if (state === 'there') return stored >= version ? [] : [`${source}: version ${version} was acknowledged, "${text}" is there`];
      if (state === 'gone') return text === '' || stored > version ? [] : [`${source}: its removal was acknowledged, "${text}" is there`];
      return [];
    });
  } finally {
    reader.close();
  }
}
