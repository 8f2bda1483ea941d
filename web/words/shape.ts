/** The shape of a word table: sentences, lists of sentences, and sentences that take values. */
export type Tree = { readonly [name: string]: string | readonly string[] | Tree | ((...values: never[]) => string) };

/** A table's shape with every literal widened, so that another language fits it and nothing less does. */
export type Widened<Value> = Value extends (...values: infer Given) => string
  ? (...values: Given) => string
  : Value extends string
    ? string
    : Value extends readonly string[]
      ? readonly string[]
      : { readonly [Name in keyof Value]: Widened<Value[Name]> };
