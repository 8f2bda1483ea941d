/**
 * `npm run test:model [-- check …]`: the embedded engine with real models and real documents. Not part of `npm test`:
 * it fetches some 500 MB once and reads for minutes. Where something cannot be had it says so and ends well.
 */
import { parseArgs } from 'node:util';
import { hasEvalData } from '../eval/data.ts';
import { checks } from './checks.ts';
import { fetchModels, type ModelKit } from './fetch.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(`Unknown check ${unknown.join(', ')}. Known: ${checks.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 2;
} else {
  await runAll();
}

async function runAll(): Promise<void> {
  const kit = hasEvalData() ? fetched() : 'The documents of ../shared/eval are not here';
  const chosen = checks.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  if (typeof kit === 'string') {
    console.log(`skipped: ${kit}.`);
    console.log(`0 passed, 0 failed, ${chosen.length} skipped`);
    return;
  }
  let [passed, failed] = [0, 0];
  for (const { name, run } of chosen) {
    for (const { measure, value, isGood } of await run(kit)) {
      console.log(`${isGood ? 'ok    ' : 'FAILED'} ${name.padEnd(9)} ${measure.padEnd(34)} ${value}`);
      if (isGood) passed += 1;
      else failed += 1;
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function fetched(): ModelKit | string {
  try {
    return fetchModels();
  } catch (cause) {
    const [reason = ''] = String(cause instanceof Error ? cause.message : cause).split('\n');
    return `the packages cannot be had here (${reason})`;
  }
}
