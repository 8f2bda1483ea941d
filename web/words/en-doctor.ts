/** The words of an examination, in English. What was found is the server's to say. */
import type { Tree } from './shape.ts';

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
    embedder: 'Search by meaning',
    index: 'Index',
    trial: 'Trial',
  },
  trialMeaning:
    'A trial asks the model a few short questions. It measures how quickly it reads and writes, whether it keeps what it has read, and what it does when its window is full. Plans rest on it from then on.',
  begin: 'Try the model',
  trying: 'Trying the model. This takes a few minutes.',
  tried: 'The trial is over.',
  stop: 'Stop',
} as const satisfies Tree;
