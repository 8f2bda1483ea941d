/** What a fake model is, and the rendering of a chat as Gemma 4 sees it. */
import { encodeTokens } from '../../core/tokens/index.ts';

export interface FakeModel {
  readonly name: string;
  /** Window it was trained for. */
  readonly contextTokens: number;
  readonly sizeBytes: number;
  readonly parameters: string;
  readonly architecture: string;
  readonly layers: number;
  /** Length of its vectors; 0 for a model that chats. */
  readonly dimensions: number;
  /** Can be shown pictures. */
  readonly sees?: boolean;
  /** True when the server only passes requests on to somebody's cloud. */
  readonly cloud: boolean;
}

const gigabyte = 1e9;

function gemma4(size: string, parameters: string, contextTokens: number, gigabytes: number, layers: number): FakeModel {
  return {
    name: `gemma4:${size}`,
    contextTokens,
    sizeBytes: gigabytes * gigabyte,
    parameters,
    architecture: 'gemma4',
    layers,
    dimensions: 0,
    cloud: false,
  };
}

/** Sizes and layers of the real ones. */
export const fakeModels = {
  e2b: gemma4('e2b', '5.1B', 131_072, 7.2, 35),
  e4b: gemma4('e4b', '8.0B', 131_072, 9.6, 42),
  twelve: gemma4('12b', '11.9B', 262_144, 7.6, 48),
  twentySix: gemma4('26b', '25.2B', 262_144, 18, 30),
  thirtyOne: gemma4('31b', '30.7B', 262_144, 20, 60),
  /** With a vocabulary that is not Gemma's. */
  qwen: {
    name: 'qwen3:8b',
    contextTokens: 40_960,
    sizeBytes: 5.2 * gigabyte,
    parameters: '8.2B',
    architecture: 'qwen3',
    layers: 36,
    dimensions: 0,
    cloud: false,
  },
  cloud: { ...gemma4('31b-cloud', '30.7B', 262_144, 0, 60), cloud: true },
  embedding: {
    name: 'embeddinggemma:latest',
    contextTokens: 2048,
    sizeBytes: 0.62 * gigabyte,
    parameters: '307M',
    architecture: 'gemma3',
    layers: 24,
    dimensions: 768,
    cloud: false,
  },
} as const satisfies Readonly<Record<string, FakeModel>>;

/** Stable and made up, like a digest. */
export function digestOf(model: FakeModel): string {
  return Array.from({ length: 64 }, (_, place) => ((model.name.charCodeAt(place % model.name.length) + place) % 16).toString(16)).join('');
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** The chat as the template writes it. */
export function chatText(messages: readonly ChatMessage[]): string {
  const turns = messages.map(({ role, content }) => `<|turn>${role === 'assistant' ? 'model' : role}\n${textOf(content).trim()}<turn|>\n`);
  return `<bos>${turns.join('')}<|turn>model\n<|channel>thought\n<channel|>`;
}

/** Texts among the parts that OpenAI's protocol allows; what a picture costs is left to the real servers. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return (content as readonly { readonly text?: string }[]).map(({ text = '' }) => text).join('');
}

/** Token ids of the rendered chat, control tokens included. */
export function renderChat(messages: readonly ChatMessage[]): number[] {
  return encodeTokens(chatText(messages), { controls: true });
}
