/** How a question is going to be read, and why. */

export type RequestedMode = 'auto' | ReadingMode;

/** Ways to read a collection: all of it, the best passages, the best sections in full, or every section one after another. */
export type ReadingMode = 'whole' | 'retrieve' | 'sections' | 'scan';

/** What a question is after: one fact, everything of a kind, an overview, or the shape of a database. */
export type QuestionKind = 'look-up' | 'complete' | 'summarise' | 'schema';

/** Weights, prefix cache and buffers of a model with its window, and the memory that is there for them. */
export interface MemoryNeed {
  readonly neededBytes: number;
  readonly availableBytes: number;
}

/** One way to read for this question: whether it can be taken, what it costs, and why it was or was not taken. */
export interface PlanAlternative {
  readonly mode: ReadingMode;
  readonly possible: boolean;
  readonly reason: string;
  readonly promptTokens: number;
  /** Time to the first word. Null when no speed has been measured yet, or the way is not possible. */
  readonly predictedMs: number | null;
}

/**
 * What decided, for a page that says it in its own words; the numbers are those of the plan.
 * `untold` are plans of older versions.
 */
export type PlanCause =
  | 'nothing-to-read'
  | 'no-model'
  | 'asked-for'
  | 'everything-fits'
  | 'window-too-small'
  | 'reads-less-well'
  | 'memory-too-small'
  | 'too-slow'
  | 'not-in-passages'
  | 'not-in-sections'
  | 'rows'
  | 'untold';

export interface PlanWhy {
  readonly cause: PlanCause;
  /** The tokens that the model reads well, the milliseconds that everything would take, or the rows; null where no number decided. */
  readonly figure: number | null;
}

/** What will be sent and why, known before the model is asked. */
export interface Plan {
  readonly mode: ReadingMode | 'none';
  readonly kind: QuestionKind;
  /** The whole sentence, in English. */
  readonly reason: string;
  readonly why: PlanWhy;
  readonly promptTokens: number;
  readonly windowTokens: number;
  /** Room kept for the answer, in tokens. */
  readonly reservedTokens: number;
  /** Tokens of the whole collection. */
  readonly collectionTokens: number;
  /** Who counts for this model: `gemma`, its `vocabulary`, its `server` by comparison, or an `estimate`; with the margin taken. */
  readonly countedBy: string;
  readonly documentsIn: number;
  readonly documentsTotal: number;
  /** Leading tokens that the model is believed to hold already; 0 when it is cold or nothing is known. */
  readonly cachedTokens: number;
  /**
   * Time to the first word, with what is held already; that of a scan comes after all parts were read and copied from.
   * Null when no speed has been measured yet: never guessed.
   */
  readonly predictedMs: number | null;
  /** The same if nothing were held. */
  readonly coldMs: number | null;
  /** Every way to read, the one that is taken included. */
  readonly alternatives: readonly PlanAlternative[];
  /** Null when the model server does not tell enough to know, or runs elsewhere. */
  readonly memory: MemoryNeed | null;
}
