/** Every word of the page, in English. The other languages are checked against this table by the compiler. */
import { formats } from './formats.ts';

const { number, percent, bytes, duration, elapsed, date, plural } = formats('en');

const documents = (count: number): string => `${number(count)} ${plural(count, 'document', 'documents')}`;
const files = (count: number): string => `${number(count)} ${plural(count, 'file', 'files')}`;
const tokens = (count: number): string => `${number(count)} ${plural(count, 'token', 'tokens')}`;

export const en = {
  languageName: 'English',
  language: 'en',
  direction: 'ltr',
  formats: { number, percent, bytes, duration, elapsed, date },

  page: {
    tagline: 'Answers from your own documents, on this computer.',
    shelf: 'Shelf',
    desk: 'Desk',
    source: 'Source',
    openShelf: 'Open the shelf',
    closeShelf: 'Close the shelf',
    skipToQuestion: 'Skip to the question',
    close: 'Close',
    cancel: 'Cancel',
    theme: { name: 'Appearance', system: 'As the system', light: 'Light', dark: 'Dark' },
    languageLabel: 'Language',
    keys: 'Keys',
    loading: 'Opening…',
  },

  keys: {
    title: 'Keys',
    ask: 'Ask a question',
    send: 'Send the question',
    newLine: 'New line in the question',
    nextCitation: 'Next citation',
    previousCitation: 'Previous citation',
    close: 'Close what is open',
    list: 'Show this list',
  },

  shelf: {
    collections: 'Collections',
    noCollections: 'No collection yet. Add files and they become one.',
    countsOf: (count: number, size: number) => `${documents(count)} · ${tokens(size)}`,
    documents: 'Documents',
    noDocuments: 'This collection is empty. Drop files here or choose some.',
    findDocument: 'Find a document',
    noneFound: (wanted: string) => `No document has “${wanted}” in its name.`,
    showAll: 'All',
    showDoubtful: 'With a doubt',
    showUnread: 'Not read',
    collectionMenu: (name: string) => `Delete the collection ${name}`,
    deleteCollection: 'Delete collection',
    deleteCollectionSure: (name: string, count: number) => `Delete “${name}” with its ${documents(count)}? Nothing of it is kept.`,
    deleteDocument: (name: string) => `Delete ${name}`,
    deleteDocumentSure: (name: string) => `Delete “${name}” from this collection? Nothing of it is kept.`,
    delete: 'Delete',
    keep: 'Keep',
    earlier: 'Earlier questions',
    showMore: 'Show more',
    deleteConversation: (title: string) => `Delete the conversation “${title}”`,
    newConversation: 'New question',
    status: { indexed: 'Read', skipped: 'Skipped', failed: 'Not read' },
    doubtful: 'Read, with a doubt',
    documentDetail: (format: string, size: number, pages: number) =>
      [format, tokens(size), pages > 0 ? `${number(pages)} ${plural(pages, 'page', 'pages')}` : ''].filter(Boolean).join(' · '),
  },

  add: {
    title: 'Add files',
    dropHere: 'Drop files or a folder here, or choose:',
    dropAnywhere: 'Let go to add these files',
    chooseFiles: 'Files…',
    chooseFolder: 'Folder…',
    byPath: 'Read a folder of this computer',
    pathLabel: 'Folder',
    whereTo: 'Where to',
    intoNew: 'A new collection',
    nameLabel: 'Its name',
    chosen: (count: number, size: number) => `${files(count)}, ${bytes(size)}`,
    gathering: (count: number) => `Looking through the folder: ${files(count)}`,
    add: 'Add',
    leftOut: (count: number, names: string) => `Left out: ${names}${count > 3 ? ', …' : ''}`,
    nothingInIt: 'There is no file in it.',
    sending: (sent: number, total: number) => `Sending ${bytes(sent)} of ${bytes(total)}`,
  },

  job: {
    queued: 'Waiting its turn',
    running: (done: number, total: number) => `Reading ${number(done)} of ${files(total)}`,
    starting: 'Finding the files',
    timeLeft: (milliseconds: number) => `about ${duration(milliseconds)} left`,
    stop: 'Stop',
    now: 'Now',
    waiting: 'Waiting',
    done: 'Finished',
    cancelled: 'Stopped. What had been read by then is kept.',
    failed: 'Could not finish',
    outcomes: { added: 'added', changed: 'changed', unchanged: 'unchanged', removed: 'removed', skipped: 'skipped', failed: 'not read' },
    outcome: (count: number, name: string) => `${number(count)} ${name}`,
    took: (milliseconds: number) => `in ${duration(milliseconds)}`,
    allRead: 'Every file was read.',
    notRead: 'Not read',
    skipped: 'Skipped',
    doubtful: 'Read, with a doubt',
    andMore: (count: number) => `and ${number(count)} more`,
    dismiss: 'Dismiss the report',
    files: 'Files',
  },

  desk: {
    welcomeTitle: 'What would you like to know?',
    welcomeSample:
      'This is a small sample office. Ask about it, or put your own files on the shelf: every sentence of an answer shows where it comes from.',
    welcomeOwn: (name: string, count: number) =>
      `${documents(count)} of “${name}” are ready. Every sentence of an answer shows where it comes from.`,
    welcomeReading: 'Your documents are being read. You can ask about those that are in; the others follow.',
    welcomeEmpty: 'Put files on the shelf first. They stay on this computer.',
    welcomeFirst: 'Drop files or a folder anywhere on this page. They are read on this computer and never leave it.',
    tryThese: 'Try one of these',
    sampleQuestions: [
      'How many days of paid leave do we have a year?',
      'In which wind does the Curlew stay in port?',
      'How much is a printed chart in A0?',
    ],
    thread: 'Questions and answers',
    askLabel: 'Your question',
    askPlaceholder: (name: string) => `Ask ${name}`,
    askPlaceholderNone: 'Ask when there is a collection',
    ask: 'Ask',
    stop: 'Stop',
    copy: 'Copy answer',
    copied: 'Copied with its sources',
    copyFailed: 'The browser refused to copy',
    sources: 'Sources',
    again: 'Ask again',
    editQuestion: 'Edit the question',
    stopped: 'Stopped. This is what had come.',
    stoppedEarly: 'Stopped before the first word.',
    quotesOnly: 'Quotes from your documents, no model was asked',
    notInDocuments: 'Not in these documents',
    nearest: 'The nearest passages',
    answeredBy: (model: string) => `Answered by ${model}`,
    receipt: 'What was sent',
  },

  receipt: {
    documents: (used: number, total: number) => `${number(used)} of ${documents(total)} read`,
    prompt: (count: number) => `${tokens(count)} sent`,
    cached: (count: number) => `${number(count)} of them were still in memory`,
    output: (count: number) => `${tokens(count)} written`,
    firstWord: (milliseconds: number) => `first word after ${duration(milliseconds)}`,
    total: (milliseconds: number) => `${duration(milliseconds)} in all`,
    confidence: (share: number) => `Fit of the passages to the question: ${percent(share)}`,
    left: 'Left out',
  },

  plan: {
    mode: 'Reading',
    modes: { auto: 'Automatic', whole: 'Everything', retrieve: 'The passages that matter' },
    modeMeaning: {
      auto: 'Reads everything when it fits the window of the model, else the passages that matter.',
      whole: 'Puts the whole collection into the window of the model.',
      retrieve: 'Searches first and reads only what fits the question.',
    },
    model: 'Model',
    modelAuto: 'Best one here',
    modelNone: 'No model, quotes only',
    modelGone: (id: string) => `${id} (not there now)`,
    modelWindow: (count: number) => `${number(count)} tokens`,
    gauge: (used: number, window: number) => `${number(used)} of ${tokens(window)}`,
    whole: 'read whole',
    retrieve: 'the passages that matter are read',
    scan: 'every document is looked through',
    none: 'no model is asked',
    expected: (milliseconds: number) => `first word after about ${duration(milliseconds)}`,
    noModel: 'No model: answers are quotes from your documents.',
    noModelTried: (addresses: string) => `No model server answers at ${addresses}.`,
    noModelRemedy: (command: string) => `Install Ollama and run “${command}”, or start LM Studio; it is found by itself.`,
    lookAgain: 'Look again',
  },

  waiting: {
    phases: {
      searching: 'Searching the documents',
      waiting: 'Waiting for the model to be free',
      loading: 'Loading the model',
      reading: 'Reading',
      writing: 'Writing',
      checking: 'Checking the quotes',
    },
    reading: (done: number, total: number) => `Reading ${number(done)} of ${tokens(total)}`,
    elapsed: (milliseconds: number) => elapsed(milliseconds),
    expected: (milliseconds: number) => `about ${duration(milliseconds)} expected`,
    sending: 'Sending the question',
  },

  citation: {
    name: (mark: number, source: string) => `Citation ${number(mark)}: ${source}`,
    unverifiedName: (mark: number) => `Citation ${number(mark)}, unverified`,
    unverified: 'Unverified',
    pending: 'Being checked',
    missing: 'The answer has no such citation.',
    reasons: {
      'no-such-passage': 'The model pointed at a passage that was not given to it.',
      'quote-not-found': 'These words are not in the document.',
      'not-supported': 'The passage does not say this.',
      'number-differs': 'The number in the passage is another one.',
      'name-differs': 'The name in the passage is another one.',
      'negation-differs': 'The passage says the opposite, or leaves out a “not”.',
    },
  },

  place: {
    page: (page: number) => `page ${number(page)}`,
    lines: (start: number, end: number) => (start === end ? `line ${number(start)}` : `lines ${number(start)} to ${number(end)}`),
    sheet: (name: string) => `sheet ${name}`,
    cells: (range: string) => range,
    table: (name: string) => `table ${name}`,
  },

  source: {
    position: (index: number, total: number) => `${number(index)} of ${number(total)}`,
    next: 'Next citation',
    previous: 'Previous citation',
    openOriginal: 'Open the original',
    copyQuote: 'Copy the quote',
    copied: 'Copied with its place',
    pageMark: (page: number) => `Page ${number(page)}`,
    changed: 'The document has changed since this answer. The marked words are no longer at this place.',
    noText: 'No text was read from this file.',
    end: 'End of the document',
  },

  fault: {
    title: 'That did not work.',
    unreachable: 'Carrel does not answer.',
    unreachableHint: 'Is it still running? Start it again, then try once more. Your question is kept.',
    cutOff: 'The answer broke off.',
    cutOffHint: 'The connection ended before the answer did. Your question is kept.',
    tooLarge: (size: string) => `These files are larger than one upload may be (${size}).`,
    tooLargeHint: 'Add them in parts, or read the folder by the command line: carrel ingest <folder>.',
    retry: 'Try again',
    quotes: 'Answer with quotes instead',
    retrieve: 'Read only the passages that matter',
    edit: 'Edit the question',
  },

  announce: {
    asked: 'Question sent.',
    answered: (count: number) => `The answer is complete, with ${number(count)} ${plural(count, 'citation', 'citations')}.`,
    abstained: 'The answer is not in these documents.',
    stopped: 'Stopped.',
    ingested: (count: number) => `${files(count)} read.`,
  },
} as const satisfies Tree;

type Tree = { readonly [name: string]: string | readonly string[] | Tree | ((...values: never[]) => string) };

/** The shape of the table, with every literal widened, so that another language fits it and nothing less does. */
type Widened<Value> = Value extends (...values: infer Given) => string
  ? (...values: Given) => string
  : Value extends string
    ? string
    : Value extends readonly string[]
      ? readonly string[]
      : { readonly [Name in keyof Value]: Widened<Value[Name]> };

export type Words = Widened<typeof en>;
