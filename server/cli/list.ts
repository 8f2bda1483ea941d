/** The commands that only list: collections, documents, models. */
import type { Config } from '../../core/config.ts';
import { count, counted } from '../../core/number-words.ts';
import { listCollections } from '../../core/store/index.ts';
import type { Ledger, ModelDescription } from '../../core/types.ts';
import { engines, listModels } from '../generate/index.ts';
import { collectionLedger } from '../ledger.ts';
import { type Command, type CommandInput, exitDone, jsonOption } from './command.ts';
import { chosenCollection, openCollection } from './open-collection.ts';
import { printable } from './terminal.ts';
import { size } from './words.ts';

export const collections: Command = {
  name: 'collections',
  positionals: '',
  leastPositionals: 0,
  mostPositionals: 0,
  summary: 'List the collections.',
  options: { json: jsonOption },
  async run({ config, terminal }) {
    const found = listCollections(config);
    for (const { name, documents, tokens, sizeBytes } of found.collections) {
      terminal.print(`${terminal.styled('bold', name)}  ${counted(documents, 'document')}, ${count(tokens)} tokens, ${size(sizeBytes)}`);
    }
    for (const { name, reason } of found.damaged) terminal.note(`${name}: ${reason}`);
    if (found.collections.length === 0) terminal.note('There is no collection yet. Make one: carrel ingest <folder>');
    terminal.result(found);
    return exitDone;
  },
};

export const documents: Command = {
  name: 'documents',
  positionals: '',
  leastPositionals: 0,
  mostPositionals: 0,
  summary: 'List every file of a collection, the skipped and the failed with their reason.',
  options: { json: jsonOption },
  run: listDocuments,
};

async function listDocuments({ config, terminal }: CommandInput): Promise<number> {
  const collection = openCollection(config, chosenCollection(config));
  const records = await collection.documents();
  await collection.close();
  for (const record of records) {
    const source = printable(record.source);
    if (record.status === 'indexed') terminal.print(`${source}  ${count(record.tokens)} tokens`);
    else terminal.print(`${source}  ${terminal.styled('yellow', record.status)}: ${printable(record.reason)}`);
    for (const warning of record.warnings) terminal.print(`  ${terminal.styled('dim', printable(warning))}`);
  }
  terminal.result({ documents: records });
  return exitDone;
}

export const models: Command = {
  name: 'models',
  positionals: '',
  leastPositionals: 0,
  mostPositionals: 0,
  summary: 'List the models that can be asked now; with --collection, whether it fits the window of each.',
  options: { json: jsonOption },
  async run({ config, terminal, signal }) {
    const found = await listModels(config, signal);
    const ledger = config.collection === '' ? null : await ledgerOf(config, found, signal);
    for (const model of found) {
      const window = model.contextTokens === 0 ? 'quotes only, no model needed' : `${count(model.contextTokens)} tokens`;
      terminal.print(`${terminal.styled('bold', model.id)}  ${model.engine}, ${window}${model.loaded ? ', loaded' : ''}`);
      const verdict = ledger?.models.find(({ id, engine }) => id === model.id && engine === model.engine)?.verdict;
      if (verdict !== undefined) terminal.print(`  ${printable(verdict)}`);
    }
    const silent = engines(config).filter(
      ({ name, address, isOptional }) => address !== null && !isOptional && !found.some(({ engine }) => engine === name),
    );
    for (const { name, address } of silent) terminal.note(`No model at ${address} (${name}).`);
    terminal.result(ledger === null ? { models: found } : { models: found, ledger });
    return exitDone;
  },
};

async function ledgerOf(config: Config, found: readonly ModelDescription[], signal: AbortSignal): Promise<Ledger> {
  const collection = openCollection(config, chosenCollection(config));
  try {
    return await collectionLedger(collection, found, config, signal);
  } finally {
    await collection.close();
  }
}
