/**
 * The line before one model. Knows who waits, who is served and how long that takes; knows nothing of models.
 * A model server queues without limit, and two prompts in turn would drive each other out of its prefix cache.
 */
import { durations } from './durations.ts';
import { nextTurn, turnsAhead } from './turns.ts';

export interface Ticket {
  /** How many go before, the one who is served included; 0 when it is one's turn. */
  place(): number;
  /** Time until one's turn; null when nothing was measured yet. */
  expectedMs(): number | null;
  /** Resolves when somebody comes or goes. Ask again for the next time. */
  moved(): Promise<void>;
  /** Fires when background work has to stop, because a person asks about something else. */
  readonly givesWay: AbortSignal;
  /** The one who is served tells how much longer it will take, as far as that is known. */
  remains(milliseconds: number): void;
  /** Gives the place back. Only an answer that came to its end teaches how long one takes. Harmless when repeated. */
  leave(isComplete: boolean): void;
}

export interface Line {
  enter(group: string, isBackground: boolean): Ticket;
  /** People who wait or are served; background work does not count. */
  people(): number;
  /** For how long nobody has asked; 0 while people wait or are served. */
  quietMs(): number;
}

interface Entry {
  readonly group: string;
  readonly isBackground: boolean;
  readonly givesWay: AbortController;
  overtaken: number;
}

interface Serving {
  readonly entry: Entry;
  readonly isSwitch: boolean;
  readonly sinceMs: number;
  endsMs: number | null;
}

export function openLine(now: () => number = () => performance.now()): Line {
  const known = durations();
  const waiting: Entry[] = [];
  let serving: Serving | null = null;
  let served: string | null = null;
  let lastLeftMs = Number.NEGATIVE_INFINITY;
  let moved = Promise.withResolvers<void>();

  function tellAll(): void {
    moved.resolve();
    moved = Promise.withResolvers();
  }

  function serveNext(): void {
    const turn = serving === null ? nextTurn(waiting, served) : null;
    if (turn !== null) {
      waiting.splice(waiting.indexOf(turn.next), 1);
      for (const one of turn.passed) one.overtaken++;
      serving = { entry: turn.next, isSwitch: turn.next.group !== served, sinceMs: now(), endsMs: null };
      served = turn.next.group;
    }
    tellAll();
  }

  function giveWay(newcomer: Entry): void {
    if (newcomer.isBackground || serving?.entry.isBackground !== true) return;
    if (serving.entry.group !== newcomer.group) serving.entry.givesWay.abort();
  }

  /** What is left for the one who is served. */
  function remainingMs(): number | null {
    if (serving === null || serving.entry.givesWay.signal.aborted) return 0;
    const told = serving.endsMs === null ? null : serving.endsMs - now();
    const expected = known.expected(serving.isSwitch);
    const learned = expected === null ? null : expected - (now() - serving.sinceMs);
    // What the model tells ends with the reading; people also wait for the writing.
    return told === null && learned === null ? null : Math.max(0, told ?? 0, learned ?? 0);
  }

  function ahead(entry: Entry): readonly Entry[] {
    const order = turnsAhead(waiting, served);
    return order.slice(0, order.indexOf(entry));
  }

  function expectedMs(entry: Entry): number | null {
    let sum = remainingMs();
    let last = served;
    for (const { group } of ahead(entry)) {
      const next = known.expected(group !== last);
      sum = sum === null || next === null ? null : sum + next;
      last = group;
    }
    return sum === null ? null : Math.round(sum);
  }

  function leave(entry: Entry, isComplete: boolean): void {
    const place = waiting.indexOf(entry);
    if (place < 0 && serving?.entry !== entry) return;
    if (!entry.isBackground) lastLeftMs = now();
    if (place >= 0) waiting.splice(place, 1);
    else if (serving !== null) {
      if (isComplete && !entry.isBackground) known.learn(serving.isSwitch, now() - serving.sinceMs);
      serving = null;
    }
    serveNext();
  }

  const people = (): number =>
    [...waiting, ...(serving === null ? [] : [serving.entry])].filter(({ isBackground }) => !isBackground).length;

  return {
    enter(group, isBackground) {
      const entry: Entry = { group, isBackground, givesWay: new AbortController(), overtaken: 0 };
      waiting.push(entry);
      giveWay(entry);
      serveNext();
      return {
        place: () => (serving?.entry === entry ? 0 : ahead(entry).length + (serving === null ? 0 : 1)),
        expectedMs: () => (serving?.entry === entry ? 0 : expectedMs(entry)),
        moved: () => moved.promise,
        givesWay: entry.givesWay.signal,
        remains(milliseconds) {
          if (serving?.entry === entry) serving.endsMs = now() + milliseconds;
        },
        leave: (isComplete) => leave(entry, isComplete),
      };
    },
    people,
    quietMs: () => (people() > 0 ? 0 : now() - lastLeftMs),
  };
}
