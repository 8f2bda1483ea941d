/** What is read, what that costs and what was sent: the words around a model's window, in English. */
import { documents, format, sections, tokens } from './en-nouns.ts';
import type { Tree } from './shape.ts';

const { number, percent, bytes, duration, elapsed, plural } = format;

export const receipt = {
  documents: (used: number, total: number) => `${number(used)} of ${documents(total)}`,
  sections: (read: number, total: number) => `Read ${number(read)} of ${sections(total)}`,
  sectionsUnread: (count: number) => `${sections(count)} were not read: the answer may miss what is in them.`,
  sql: 'How the table was asked',
  names: { read: 'Read', sent: 'Sent', written: 'Written', time: 'Time', fit: 'Match' },
  prompt: (count: number) => tokens(count),
  cached: (count: number, share: number) => `${number(count)} of them (${percent(share)}) were still in memory`,
  notCached: 'none of them were still in memory',
  cachedAbout: (count: number, share: number) =>
    `about ${number(count)} of them (${percent(share)}) were still in memory, by the time it took`,
  notCachedAbout: 'none of them were still in memory, by the time it took',
  cacheUnknown: 'how many of them were still in memory is not known',
  output: (count: number) => tokens(count),
  search: (milliseconds: number) => `${duration(milliseconds)} searching`,
  firstWord: (milliseconds: number) => `first word after ${duration(milliseconds)}`,
  total: (milliseconds: number) => `${duration(milliseconds)} in all`,
  confidence: (share: number) => `${percent(share)} between question and passages`,
  used: 'Documents read',
  left: 'Left out',
  images: 'Pictures that were sent along',
  check: 'For checking',
  hash: 'Fingerprint of what was sent',
  digest: 'Model file',
  options: 'Settings',
  showPrompt: 'Show exactly what was sent',
  promptTitle: 'Sent word for word',
  promptNotSent: 'No model was asked: this is what one would have been sent.',
  roles: { system: 'Rules', user: 'Documents and question', assistant: 'Earlier answer' },
  copyPrompt: 'Copy all of it',
  copied: 'Copied',
} as const satisfies Tree;

export const plan = {
  mode: 'Reading',
  shown: (name: string) => `Reading: ${name}`,
  waysTitle: 'How to read for the next question',
  modes: {
    auto: 'Automatic',
    whole: 'Everything at once',
    sections: 'The best sections',
    retrieve: 'The passages that matter',
    scan: 'Every section in turn',
    none: 'Nothing',
  },
  modeMeaning: {
    auto: 'Weighs size, time and the kind of question.',
    whole: 'Puts the whole collection into the window of the model.',
    sections: 'Searches first, then reads the best sections in full.',
    retrieve: 'Searches first and reads only what fits the question.',
    scan: 'Reads one section after another: nothing is missed, and it takes longest.',
  },
  model: 'Model',
  modelAuto: 'Best model here',
  modelNone: 'No model, quotes only',
  modelGone: (id: string) => `${id} (not there now)`,
  modelWindow: (count: number) => tokens(count),
  estimated: 'estimated',
  gauge: (used: number, window: number) => `${number(used)} of ${tokens(window)}`,
  how: {
    whole: 'read whole',
    retrieve: 'the passages that matter are read',
    sections: 'the best sections are read in full',
    scan: 'every section is read',
    none: 'no model is asked',
  },
  expected: (milliseconds: number) => `first word after about ${duration(milliseconds)}`,
  held: (count: number, coldMilliseconds: number | null) =>
    coldMilliseconds === null
      ? `${number(count)} are read already`
      : `${number(count)} are read already, otherwise ${duration(coldMilliseconds)}`,
  cost: (count: number, milliseconds: number | null) =>
    milliseconds === null ? tokens(count) : `${tokens(count)}, about ${duration(milliseconds)}`,
  notPossible: 'not possible',
  fits: (used: number, window: number) => `Everything fits: ${number(used)} of ${tokens(window)}.`,
  shortBy: (used: number, window: number) => `Everything would take ${tokens(used)}; the model holds ${number(window)}.`,
  readsWell: (well: number, used: number) => `The model reads well up to about ${tokens(well)}; everything would take ${number(used)}.`,
  memoryShort: (needed: number, available: number) => `The model needs ${bytes(needed)} of memory and may use ${bytes(available)}.`,
  tooSlow: (milliseconds: number) => `Reading everything would take about ${duration(milliseconds)}.`,
  quotesOnly: 'No model is asked: sentences are quoted word for word.',
  nothingToRead: 'There is no document that could be read.',
  askedFor: 'You asked for it.',
  notInPassages: 'The answer was not in the best passages.',
  notInSections: 'The answer was not in the best sections.',
  rowsMode: 'Counted in the table',
  rows: (count: number) => `${number(count)} ${plural(count, 'row', 'rows')} in all.`,
  /** A question that looks for one thing is the usual one, and needs no word. */
  kinds: {
    complete: 'The question is about everything.',
    summarise: 'The question asks for an overview.',
    schema: 'The question is about how tables hang together.',
  },
  missed: 'What is not in them is missed.',
  noModel: 'Answers are quotes from your documents.',
  noModelTried: (addresses: string) => `No model was found at ${addresses}.`,
  noModelRemedy: (command: string) => `To have answers written, install Ollama and run “${command}”, or start LM Studio.`,
  lookAgain: 'Look again',
} as const satisfies Tree;

export const warmUp = {
  cold: 'The model has not read this collection yet.',
  begin: 'Read it now',
  waiting: 'Reading ahead begins as soon as nobody has asked for a while.',
  reading: (done: number, total: number) => `Reading ahead: ${number(done)} of ${tokens(total)}`,
  timeLeft: (milliseconds: number) => `about ${duration(milliseconds)} left`,
  stop: 'Stop reading ahead',
  warm: 'The model has read this collection: answers begin at once.',
  failed: 'Reading ahead did not work.',
  again: 'Try again',
} as const satisfies Tree;

export const ledger = {
  title: 'What fits',
  size: (count: number) => `Read whole, this collection takes ${tokens(count)}.`,
  fitting: (count: number, total: number) => `${number(count)} of ${number(total)} ${plural(total, 'model', 'models')}`,
  fits: (spare: number) => `fits, ${number(spare)} to spare`,
  short: (count: number) => `short by ${number(count)}`,
  leaveOut: (count: number) => `It fits without ${plural(count, 'this document', 'these documents')}:`,
  needs: (needed: number, window: number) => `${number(needed)} of ${tokens(window)}, with room for question and answer`,
  orRetrieve: 'Or leave it as it is: the passages that matter are read.',
  memoryShort: (needed: number, available: number) => `Needs ${bytes(needed)} of memory, ${bytes(available)} can be used.`,
} as const satisfies Tree;

export const waiting = {
  phases: {
    searching: 'Searching the documents',
    waiting: 'Waiting for the model to be free',
    loading: 'Loading the model',
    reading: 'Reading',
    writing: 'Writing',
    checking: 'Checking the quotes',
  },
  ahead: (count: number) => `${number(count)} ${plural(count, 'question is', 'questions are')} before yours`,
  next: 'Yours is next',
  reading: (done: number, total: number) => `Reading ${number(done)} of ${tokens(total)}`,
  scanning: (done: number, total: number) => `Reading ${number(done)} of ${sections(total)}`,
  elapsed: (milliseconds: number) => elapsed(milliseconds),
  expected: (milliseconds: number) => `about ${duration(milliseconds)} expected`,
  left: (milliseconds: number) => `about ${duration(milliseconds)} left`,
  sending: 'Sending the question',
} as const satisfies Tree;
