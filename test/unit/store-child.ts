/** The other process of store-processes.ts. Prints one line for each thing done, after it is done. */
import { writeSync } from 'node:fs';
import { loadConfig } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { documentIdOf } from '../../core/hash.ts';
import { openAppStore, openWriter, processOwner } from '../../core/store/index.ts';
import { sampleDocument, sampleFile } from '../contract/store-samples.ts';

const [work = '', data = '', name = '', seed = '0'] = process.argv.slice(2);
const config = loadConfig({ flags: { data }, environment: {} });

/** Straight to the pipe: a line held back in a buffer would be lost with the process. */
const acknowledge = (line: string): void => {
  writeSync(1, `${line}\n`);
};
const holdOn = (): void => {
  setInterval(() => undefined, 60_000);
};

const works: Readonly<Record<string, () => void>> = {
  hold: () => {
    acknowledge(opens() ? 'open' : 'refused');
    holdOn();
  },
  claim: () => {
    acknowledge(openAppStore(config).claim(processOwner())?.job.id ?? 'none');
    holdOn();
  },
  enqueue: () => {
    const app = openAppStore(config);
    for (let number = 0; ; number += 1) acknowledge(app.enqueue('leave', { kind: 'ingest-upload', staging: `upload-${number}` }).id);
  },
  change: () => changeForEver(Number(seed)),
};

/** A writer that nobody holds is collected, and gives its lock back. */
const held: unknown[] = [];

function opens(): boolean {
  try {
    held.push(openWriter(config, name));
    return true;
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'collection-busy') return false;
    throw cause;
  }
}

/** Saves, saves again, removes, batches and compacts, by a fixed pattern over a few dozen sources. */
function changeForEver(first: number): void {
  const writer = openWriter(config, name);
  const save = (source: string, version: number): string => {
    const text = `Version ${version} of ${source}. ${'Notice is given in writing, four weeks ahead. '.repeat(1 + (version % 9))}`;
    writer.save(sampleFile(source, text), sampleDocument(text));
    return `there ${source} ${version}`;
  };
  acknowledge('open');
  for (let version = first; ; version += 1) {
    const source = (offset: number): string => `folder/${(version * 7 + offset) % 40}.md`;
    acknowledge(save(source(0), version));
    for (const line of writer.batch(() => [1, 2, 3, 4, 5].map((offset) => save(source(offset), version)))) acknowledge(line);
    if (version % 3 === 0) {
      acknowledge(`leaving ${source(2)} ${version}`);
      writer.remove(documentIdOf(source(2)));
      acknowledge(`gone ${source(2)} ${version}`);
    }
    if (version % 5 === 0) writer.finishIndex(() => undefined);
    if (version % 10 === 0) writer.compact();
  }
}

works[work]?.();
