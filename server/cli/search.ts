import { AppError } from '../../core/errors.ts';
import { counted } from '../../core/number-words.ts';
import type { Place, SearchHit } from '../../core/types.ts';
import { checkedQuestion } from '../answer/question/question.ts';
import { queryEmbedding } from '../answering.ts';
import { searchOnWire } from '../wire.ts';
import { type Command, type CommandInput, exitDone, jsonOption, textOption } from './command.ts';
import { chosenCollection, openCollection } from './open-collection.ts';
import { placeText } from './place-text.ts';
import { printable, type Terminal } from './terminal.ts';
import { duration } from './words.ts';

const usualLimit = 20;
const mostResults = 200;
/** Two lines of a terminal: enough to recognise a passage. */
const excerptCharacters = 160;

export const search: Command = {
  name: 'search',
  positionals: '<question>',
  leastPositionals: 1,
  mostPositionals: 1,
  summary: 'Find passages, without asking a model.',
  options: { json: jsonOption, limit: { type: 'string', placeholder: 'N', meaning: `Results at most, ${usualLimit} by default.` } },
  run: runSearch,
};

async function runSearch(input: CommandInput): Promise<number> {
  const { config, terminal, positionals, signal } = input;
  const question = checkedQuestion(positionals[0] ?? '');
  const limit = limitOf(textOption(input, 'limit'));
  const collection = openCollection(config, chosenCollection(config));
  const vector = await queryEmbedding(config, collection)(question, signal);
  const outcome = await collection.search(question, limit, vector);
  const places = await collection.places(outcome.hits);
  await collection.close();
  for (const [index, hit] of outcome.hits.entries()) printHit(hit, places[index] ?? null, terminal);
  terminal.note(outcome.hits.length === 0 ? 'Nothing found.' : `${counted(outcome.hits.length, 'passage')} in ${duration(outcome.tookMs)}`);
  terminal.result(searchOnWire(outcome, places));
  return exitDone;
}

function printHit(hit: SearchHit, place: Place | null, terminal: Terminal): void {
  const where = place === null ? '' : `, ${placeText(place)}`;
  terminal.print(`${terminal.styled('bold', printable(hit.source))}${where}`);
  terminal.print(`  ${printable(hit.text).replaceAll(/\s+/g, ' ').trim().slice(0, excerptCharacters)}`);
}

function limitOf(text: string): number {
  if (text === '') return usualLimit;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostResults) {
    throw new AppError('bad-request', `--limit is "${text.slice(0, 20)}"`, `Give a whole number from 1 to ${mostResults}.`);
  }
  return limit;
}
