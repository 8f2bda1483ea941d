import { AppError } from '../../core/errors.ts';
import { count } from '../../core/number-words.ts';
import type { Answer, AnswerEvent, Plan, RequestedMode, TraceEvent, TraceStep } from '../../core/types.ts';
import { openAnswerShelf } from '../answer-shelf.ts';
import { askCollection, type Question } from '../answering.ts';
import { withTrace } from '../trace.ts';
import { answerOnWire, eventFromWire } from '../wire.ts';
import { type Command, type CommandInput, exitDone, jsonOption, textOption } from './command.ts';
import { chosenCollection, openCollection } from './open-collection.ts';
import { placeText } from './place-text.ts';
import { runningServer } from './running-server.ts';
import { printable, type Terminal } from './terminal.ts';
import { eventsThrough, type ReceivedEvent } from './through-server.ts';
import { duration } from './words.ts';

const modes: readonly string[] = ['auto', 'whole', 'retrieve', 'sections', 'scan'] satisfies readonly RequestedMode[];

export const ask: Command = {
  name: 'ask',
  positionals: '<question>',
  leastPositionals: 1,
  mostPositionals: 1,
  summary: 'Answer a question from a collection, with citations.',
  options: {
    json: jsonOption,
    trace: { type: 'boolean', placeholder: '', meaning: 'Also show the time and the figures of each step.' },
    mode: {
      type: 'string',
      placeholder: modes.join('|'),
      meaning: 'Read the whole collection, the best passages, the best sections in full, or every section in turn; by default what suits.',
    },
  },
  run: runAsk,
};

async function runAsk(input: CommandInput): Promise<number> {
  const { config, terminal, positionals } = input;
  const asked = { question: positionals[0] ?? '', mode: modeOf(textOption(input, 'mode')), model: config.model, conversationId: null };
  const name = chosenCollection(config);
  const events = (await askedOfServer(name, asked, input)) ?? askedHere(name, asked, input);
  const isTraceWanted = input.options.trace === true;
  let trace: readonly TraceStep[] = [];
  for await (const event of events) {
    if (event.type === 'trace') trace = event.steps;
    else show(event, terminal, isTraceWanted ? trace : null);
  }
  return exitDone;
}

/** The answer of the server that runs on this data folder; null when there is none to ask. */
async function askedOfServer(
  collection: string,
  asked: Question,
  { config, terminal, version, signal }: CommandInput,
): Promise<AsyncIterable<AnswerEvent | TraceEvent> | null> {
  const { server, why } = runningServer(config, version);
  if (why !== '') terminal.note(why);
  if (server === null) return null;
  const path = `/api/collections/${encodeURIComponent(collection)}/answers?trace=1`;
  const received = await eventsThrough(server, { path, body: asked, last: 'answer-end' }, signal);
  return received === null ? null : answerEvents(received);
}

async function* answerEvents(received: AsyncIterable<ReceivedEvent>): AsyncIterable<AnswerEvent | TraceEvent> {
  for await (const { name, data } of received) yield eventFromWire(name, data);
}

async function* askedHere(name: string, asked: Question, { config, signal }: CommandInput): AsyncIterable<AnswerEvent | TraceEvent> {
  const collection = openCollection(config, name);
  const app = openAnswerShelf(config);
  try {
    yield* withTrace(name, askCollection(collection, asked, app, config, signal));
  } finally {
    app.close();
    await collection.close();
  }
}

function modeOf(text: string): RequestedMode {
  if (text === '') return 'auto';
  if (!modes.includes(text)) throw new AppError('bad-request', `--mode is "${text.slice(0, 20)}"`, `Give one of ${modes.join(', ')}.`);
  return text as RequestedMode;
}

/** `trace` is null when nobody wants to see it. */
function show(event: AnswerEvent, terminal: Terminal, trace: readonly TraceStep[] | null): void {
  switch (event.type) {
    case 'plan-ready':
      terminal.note(planText(event.plan));
      return;
    case 'progress':
      terminal.progress(progressText(event));
      return;
    case 'text-delta':
      terminal.write(event.text);
      return;
    case 'citation-found':
      return;
    case 'answer-end':
      printSources(event.answer, terminal);
      for (const step of trace ?? []) terminal.note(traceText(step));
      terminal.result({ ...answerOnWire(event.answer), ...(trace === null ? {} : { trace }) });
      return;
  }
}

function planText(plan: Plan): string {
  const expected = plan.predictedMs === null ? '' : ` First word after about ${duration(plan.predictedMs)}.`;
  return `${plan.mode}: ${plan.reason}${expected}`;
}

function traceText({ step, tookMs, figures }: TraceStep): string {
  const shown = Object.entries(figures).flatMap(([name, figure]) => (figure === null ? [] : [`${name} ${figure}`]));
  return `${step.padEnd(9)} ${tookMs.toFixed(1).padStart(9)} ms  ${shown.join(', ')}`.trimEnd();
}

function progressText(event: Extract<AnswerEvent, { type: 'progress' }>): string {
  const amount = event.total > 0 ? ` ${count(event.done)} of ${count(event.total)}` : '';
  const left = event.etaMs === null ? '' : `, ${duration(event.etaMs)} left`;
  return `${event.phase}${amount}${left}`;
}

function printSources(answer: Answer, terminal: Terminal): void {
  // The end of the answer's last line, and a line between it and its sources.
  terminal.print('\n');
  for (const citation of answer.citations) {
    const where = `${printable(citation.source)}, ${placeText(citation.place)}`;
    const mark =
      citation.status === 'verified'
        ? `[${citation.number}]`
        : `[${citation.number}] unverified (${(citation.reason ?? '').replaceAll('-', ' ')})`;
    terminal.print(terminal.styled('dim', `${mark} ${where}`));
  }
  if (answer.abstained) printNearest(answer, terminal);
  const { sections, sql, warnings } = answer.receipt;
  if (sections !== null) terminal.print(terminal.styled('dim', `Read ${count(sections.read)} of ${count(sections.total)} sections.`));
  if (sql !== null) terminal.print(terminal.styled('dim', `Asked of the rows: ${printable(sql)}`));
  const cache = cacheLine(answer);
  if (cache !== '') terminal.print(terminal.styled('dim', cache));
  for (const warning of warnings) terminal.note(warning);
}

/** In doubt the passages are the answer, so that more of them is shown. */
function printNearest({ outcome, passages }: Answer, terminal: Terminal): void {
  if (passages.length === 0) return;
  if (outcome === 'absent') terminal.print('Nearest passages:');
  const most = outcome === 'closest' ? 600 : 120;
  for (const passage of passages.slice(0, 3)) {
    terminal.print(
      `${outcome === 'closest' ? '\n' : ''}  ${terminal.styled('dim', `${printable(passage.source)}:`)} ${excerptOf(passage.text, most)}`,
    );
  }
}

function excerptOf(text: string, most: number): string {
  const line = printable(text).replaceAll(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most)} …`;
}

/** What the model still held of the prompt; empty where no server counted it. */
function cacheLine({ receipt: { serverPromptTokens, cachedTokens, isCacheInferred } }: Answer): string {
  if (serverPromptTokens === null) return '';
  const sent = `Sent ${count(serverPromptTokens)} tokens`;
  if (cachedTokens === null) return `${sent}; how many of them were still in memory is not known.`;
  const told = isCacheInferred ? ', by the time it took' : '';
  return `${sent}, ${isCacheInferred && cachedTokens > 0 ? 'about ' : ''}${count(cachedTokens)} of them still in memory${told}.`;
}
