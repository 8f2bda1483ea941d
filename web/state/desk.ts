/** The conversation on the desk and the question under way. One question at a time in one page. */
import { computed, signal } from '@preact/signals';
import { ask as askServer } from '../api/answers.ts';
import { getConversation } from '../api/conversations.ts';
import { type Fault, isAbort, toFault } from '../api/http.ts';
import type { Answer, AnswerEvent } from '../api/wire.ts';
import { faultSentence } from '../words/fault-sentence.ts';
import { words } from '../words/index.ts';
import { planReason } from '../words/plan-reason.ts';
import { place, showConversation } from './address.ts';
import { alarm, announce } from './announce.ts';
import { type Asked, advanced, type Exchange, type Running, unfinished } from './exchange.ts';
import { anyText, kept } from './kept.ts';
import { draft, mode, model } from './settings.ts';
import { loadConversations } from './shelf.ts';

export const exchanges = signal<readonly Exchange[]>([]);
export const running = signal<Running | null>(null);
export const conversationFault = signal<Fault | null>(null);
export const isOpening = signal(false);

/** The question whose answer is not complete: a page that is reloaded meanwhile puts it back into the box. */
const pending = kept('pending', anyText);
if (draft.peek() === '') draft.value = pending.peek();

/** The question under way, if it belongs to what is shown. */
export const runningHere = computed(() => {
  const { value } = running;
  const isHere = value !== null && value.collection === place.value.collection && value.conversation === place.value.conversation;
  return isHere ? value : null;
});

export const answers = computed<readonly Answer[]>(() =>
  exchanges.value.flatMap((exchange) => (exchange.kind === 'answered' ? [exchange.answer] : [])),
);

let stopRunning = new AbortController();
let shown = '';

/** Brings the conversation of the address onto the desk. */
export async function openConversation(): Promise<void> {
  const { collection, conversation } = place.value;
  const wanted = `${collection ?? ''}\n${conversation ?? ''}`;
  if (wanted === shown) return;
  shown = wanted;
  exchanges.value = [];
  conversationFault.value = null;
  if (conversation === null) return;
  isOpening.value = true;
  try {
    const found = await getConversation(conversation);
    if (shown === wanted) exchanges.value = found.answers.map(answered);
  } catch (error) {
    if (shown === wanted) conversationFault.value = toFault(error);
  } finally {
    if (shown === wanted) isOpening.value = false;
  }
}

export function stop(): void {
  stopRunning.abort();
}

export async function ask(question: string, changed: { readonly [Name in 'mode' | 'model']?: Asked[Name] } = {}): Promise<void> {
  const { collection, conversation } = place.value;
  const text = question.trim();
  if (collection === null || text === '' || running.value !== null) return;
  const asked: Asked = { question: text, mode: mode.value, model: model.value, ...changed };
  const first: Running = {
    // Only has to differ from its neighbours on this page; randomUUID is missing on plain http.
    id: `asked-${performance.now()}`,
    asked,
    plan: null,
    text: '',
    citations: [],
    collection,
    conversation,
    startedAt: performance.now(),
    progress: { phase: 'sending', done: 0, total: 0, etaMs: null },
  };
  stopRunning = new AbortController();
  pending.value = text;
  draft.value = '';
  mode.value = 'auto';
  exchanges.value = exchanges.value.filter((exchange) => exchange.kind !== 'failed' || exchange.asked.question !== text);
  running.value = first;
  announce(words.value.announce.asked);
  await run(first, stopRunning.signal);
}

async function run(first: Running, signal: AbortSignal): Promise<void> {
  const screen = batched();
  try {
    for await (const event of askServer(first.collection, first.asked, first.conversation ?? 'new', signal)) {
      if (event.type === 'plan-ready') announce(planReason(event.plan, words.value) ?? event.plan.reason);
      if (event.type === 'answer-end') {
        screen.flush();
        end(first, answered(event.answer));
        announceEnd(event.answer);
        settle(first, event.answer);
      } else screen.add(event);
    }
  } catch (error) {
    screen.flush();
    const last = unfinished(running.value ?? first);
    if (isAbort(error) || signal.aborted) {
      end(first, { kind: 'stopped', ...last });
      announce(words.value.announce.stopped);
      pending.value = '';
    } else {
      const { problem } = toFault(error);
      end(first, { kind: 'failed', problem, ...last });
      if (draft.value === '') draft.value = first.asked.question;
      alarm(`${words.value.fault.title} ${faultSentence(problem, words.value)}`);
    }
  }
}

/** Events come faster than the screen changes: they are applied once a frame. */
function batched(): { add(event: AnswerEvent): void; flush(): void } {
  let waiting: AnswerEvent[] = [];
  let frame = 0;
  const flush = (): void => {
    cancelAnimationFrame(frame);
    frame = 0;
    if (running.value !== null && waiting.length > 0) running.value = advanced(running.value, waiting);
    waiting = [];
  };
  return {
    add(event) {
      waiting.push(event);
      if (frame === 0) frame = requestAnimationFrame(flush);
    },
    flush,
  };
}

function end(first: Running, exchange: Exchange): void {
  const isHere = first.collection === place.value.collection && first.conversation === place.value.conversation;
  running.value = null;
  if (isHere) exchanges.value = [...exchanges.value, exchange];
}

/** A first answer has made a conversation: the address names it from now on. */
function settle(first: Running, answer: Answer): void {
  pending.value = '';
  const isNew = first.conversation === null && answer.conversationId !== null;
  const isHere = first.collection === place.value.collection && place.value.conversation === null;
  if (isNew && isHere) {
    shown = `${first.collection}\n${answer.conversationId}`;
    showConversation(answer.conversationId);
  }
  void loadConversations();
}

function announceEnd(answer: Answer): void {
  const { absent, closest, answered: complete } = words.value.announce;
  announce({ absent, closest, found: complete(answer.citations.length) }[answer.outcome]);
}

function answered(answer: Answer): Exchange {
  return { kind: 'answered', id: answer.id, answer };
}
