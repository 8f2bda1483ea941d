/** What embedding models want written before a question and a document. Ollama adds none of it. */
import type { EmbedInput } from '../ports.ts';

export interface Prefixes {
  /** Raise it when the texts change: it is part of the embedder's id. */
  readonly version: number;
  query(question: string): string;
  document(input: EmbedInput): string;
}

/** Title and headings above the text: a passage alone often does not say what it is about. */
function withHeadings({ title, headings, text }: EmbedInput): string {
  return [[title, ...headings].filter((part) => part !== '').join(' > '), text].filter((part) => part !== '').join('\n');
}

const plain: Prefixes = { version: 1, query: (question) => question, document: withHeadings };

const searching = (query: string, document: string): Prefixes => ({
  version: 1,
  query: (question) => `${query}${question}`,
  document: (input) => `${document}${withHeadings(input)}`,
});

/** By the beginning of the model's name, as each model card prescribes (ollama-gemma.md §3). */
const known: readonly (readonly [name: RegExp, prefixes: Prefixes])[] = [
  [
    /^embeddinggemma/,
    {
      version: 1,
      query: (question) => `task: search result | query: ${question}`,
      document: ({ title, headings, text }) =>
        `title: ${[title, ...headings].filter((part) => part !== '').join(' > ') || 'none'} | text: ${text}`,
    },
  ],
  [/^qwen3-embedding/, searching('Instruct: Given a question, retrieve passages of documents that answer it\nQuery:', '')],
  [/^nomic-embed-text/, searching('search_query: ', 'search_document: ')],
  [/^mxbai-embed-large/, searching('Represent this sentence for searching relevant passages: ', '')],
  // bge-m3, the many-language one, wants none.
  [/^bge-(small|base|large)-en/, searching('Represent this sentence for searching relevant passages: ', '')],
  [/^(multilingual-)?e5-/, searching('query: ', 'passage: ')],
];

export function prefixesFor(model: string): Prefixes {
  const name = model.slice(model.lastIndexOf('/') + 1);
  return known.find(([pattern]) => pattern.test(name))?.[1] ?? plain;
}

/** True for names of models that make vectors, of every maker that names its models so. */
export const isEmbeddingModel = (model: string): boolean => /embed|^(bge|e5|gte)-|minilm/i.test(model.slice(model.lastIndexOf('/') + 1));
