/** The words of an examination, in English. What was found is the server's to say. */
import { format } from './en-nouns.ts';
import type { Tree } from './shape.ts';

const { number } = format;
const oneDigit = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const doctor = {
  title: 'Check-up',
  open: 'Check everything',
  allGood: 'Everything is well.',
  wanting: (count: number) => (count === 1 ? 'One thing wants looking at.' : `${count} things want looking at.`),
  states: { good: 'well', doubtful: 'doubtful', bad: 'not well' },
  areas: {
    runtime: 'This computer',
    data: 'Data folder',
    collection: 'Collections',
    queue: 'Jobs',
    model: 'Models',
    network: 'Network',
  },
  trialMeaning:
    'A trial has the model read made-up documents, to see how fast it reads and writes, how much it reads well, and what it does when it is full. It takes some minutes. Afterwards your documents may have to be read again.',
  begin: 'Try the model',
  trying: 'Trying the model. This takes a few minutes.',
  tried: 'The trial is over.',
  stop: 'Stop',
  measured: (model: string) => `${model}, as tried`,
  reads: (tokens: number) => `Reads ${number(Math.round(tokens))} tokens a second`,
  writes: (tokens: number) => `Writes ${number(Math.round(tokens))} tokens a second`,
  overflow: {
    refused: 'Refuses what is longer than its window, as it should',
    cut: 'Cuts off what is longer than its window and says nothing',
    unclear: 'Does not say what it does with more than its window holds',
    'not-tried': 'Was not tried with more than its window holds',
  },
  sameFromMemory: 'Answers the same from memory',
  otherFromMemory: 'Answers otherwise from memory',
  read: 'Tokens',
  first: 'First time',
  second: 'Again',
  kept: 'Kept',
  found: 'Facts found',
  foundOf: (found: number, asked: number) => `${found} of ${asked}`,
  seconds: (milliseconds: number) => `${oneDigit.format(milliseconds / 1000)} s`,
} as const satisfies Tree;
