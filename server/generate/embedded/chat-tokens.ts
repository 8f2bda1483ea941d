/** A prompt as tokens of the model, by its own template, and the part of it that every question shares. */
import type { Prompt } from '../../../core/ports.ts';
import { chatMessages } from '../messages.ts';
import type { ChatItem, ChatText, OpenModel, Token } from './llama.ts';

export interface ChatTokens {
  readonly tokens: readonly Token[];
  /** How many of them come from system text and documents: the same for each question. */
  readonly sharedTokens: number;
  readonly stops: readonly (readonly Token[])[];
}

export interface ChatTokenizer {
  tokensOf(prompt: Prompt): ChatTokens;
}

/** Two questions that begin differently: what their prompts share, all prompts share. */
const probes = ['What', '7'] as const;

export function chatTokenizer({ model, template }: Pick<OpenModel, 'model' | 'template'>): ChatTokenizer {
  let last: { readonly system: string; readonly prefix: string; readonly shared: readonly Token[] } | null = null;

  function render(prompt: Prompt): { readonly tokens: readonly Token[]; readonly stops: readonly ChatText[] } {
    const { contextText, stopGenerationTriggers } = template.generateContextState({ chatHistory: chatItems(prompt) });
    return { tokens: contextText.tokenize(model.tokenizer), stops: stopGenerationTriggers };
  }

  function sharedBy({ system, prefix }: Prompt): readonly Token[] {
    if (last?.system === system && last.prefix === prefix) return last.shared;
    const [first = [], second = []] = probes.map((question) => render({ system, prefix, history: [], question, tokens: 0 }).tokens);
    const shared = first.slice(0, commonTokens(first, second));
    last = { system, prefix, shared };
    return shared;
  }

  return {
    tokensOf(prompt) {
      const { tokens, stops } = render(prompt);
      const stopTokens = stops.map((stop) => stop.tokenize(model.tokenizer));
      return { tokens, sharedTokens: commonTokens(tokens, sharedBy(prompt)), stops: stopTokens };
    },
  };
}

function commonTokens(left: readonly Token[], right: readonly Token[]): number {
  const end = Math.min(left.length, right.length);
  for (let place = 0; place < end; place++) if (left[place] !== right[place]) return place;
  return end;
}

function chatItems(prompt: Prompt): readonly ChatItem[] {
  const items = chatMessages(prompt).map(({ role, content }): ChatItem => {
    return role === 'assistant' ? { type: 'model', response: [content] } : { type: role, text: content };
  });
  // The turn that the model is to write.
  return [...items, { type: 'model', response: [] }];
}
