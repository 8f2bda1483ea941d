/**
 * The nouns. Data only, all of it readonly; the verbs are in ports.ts.
 * Offsets are half-open and count UTF-16 code units of a document's canonical text.
 * Pages, lines and columns count from 1. Sizes are bytes, times are milliseconds.
 */

export type * from './types/answer.ts';
export type * from './types/document.ts';
export type * from './types/job.ts';
export type * from './types/model.ts';
export type * from './types/plan.ts';
export type * from './types/search.ts';
export type * from './types/table.ts';
