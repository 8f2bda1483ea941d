/** The verbs that others supply. Nothing here has behaviour. */

export type * from './ports/embedding.ts';
export type * from './ports/generating.ts';
export type * from './ports/parsing.ts';
export type * from './ports/stores.ts';
