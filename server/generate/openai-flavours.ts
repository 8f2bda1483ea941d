/**
 * What sets llama-server, LM Studio and vLLM apart: one record each. Nothing else asks which server it is.
 * Sources: docs/facts/ollama-gemma.md §4, checked against the servers' own documents of 2026.
 */
import { z } from 'zod';
import type { Capabilities, EngineReport } from '../../core/ports.ts';
import type { ModelDescription } from '../../core/types.ts';

type GetJson = (path: string) => Promise<unknown>;
type PostJson = (path: string, body: object) => Promise<unknown>;

/** A model, but for the name of the engine that found it. */
export type ServedModel = Omit<ModelDescription, 'engine'>;

export interface OpenaiFlavour {
  readonly name: string;
  /** Fields of a chat request beyond the common ones: thinking off, progress while reading. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Path that loads a model with a window of our choice; null where the server was started with it. */
  readonly loadPath: string | null;
  /** May keep what it has read in files of its own (llama-slots/). */
  readonly keepsSlots: boolean;
  readonly capabilities: Capabilities;
  /** Tokens of a text, without what a template adds. Null where such a server cannot tell; it gives null where this one does not. */
  readonly countTokens: ((text: string, model: string, post: PostJson) => Promise<number | null>) | null;
  /** Its name for people, and where it tells its version. */
  readonly title: string;
  version(get: GetJson): Promise<string | null>;
  /** What holds for every version of it, with the remedy. */
  readonly knownFaults: EngineReport['knownFaults'];
  /** Its models, or null when the server is of another flavour. */
  models(listing: Listing, get: GetJson, askedTokens: number): Promise<readonly ServedModel[] | null>;
}

const listing = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      owned_by: z.string().optional(),
      max_model_len: z.number().nullish(),
      meta: z.object({ n_ctx_train: z.number().optional(), n_params: z.number().optional(), size: z.number().optional() }).nullish(),
    }),
  ),
});
export type Listing = z.infer<typeof listing>;

/** `GET /v1/models`, which all of them have; null when it is something else. */
export function parseListing(reply: unknown): Listing | null {
  const result = listing.safeParse(reply);
  return result.success ? result.data : null;
}

/** What is true of a server of which nothing is known; each flavour says where it is better. */
export const leastCapabilities: Capabilities = {
  reportsProgress: false,
  reportsCache: 'unknown',
  countsTokens: false,
  setsWindow: 'when-started',
  refusesOverflow: false,
  savesState: false,
};

const noThinking = { chat_template_kwargs: { enable_thinking: false } };

function described(id: string, contextTokens: number, known: Partial<ServedModel> = {}): ServedModel {
  const unknown = { embeds: false, loaded: true, digest: null, sizeBytes: null, parameters: null, memory: null };
  return { id, contextTokens, ...unknown, ...known };
}

/** The least that any server in use has; the user knows better and can say so. */
const leastWindow = 4_096;
const unknownWindow = (askedTokens: number): number => (askedTokens === 0 ? leastWindow : askedTokens);

const props = z.object({
  default_generation_settings: z.object({ n_ctx: z.number() }),
  build_info: z.string().optional(),
  modalities: z.object({ vision: z.boolean().optional() }).optional(),
});
const version = z.object({ version: z.string() });

const tokenList = z.object({ tokens: z.array(z.unknown()) });
const tokenCount = z.object({ count: z.number() });

const llamaServer: OpenaiFlavour = {
  name: 'llama-server',
  title: 'llama-server',
  knownFaults: [],
  version: async (get) => props.safeParse(await get('/props')).data?.build_info ?? null,
  fields: { ...noThinking, cache_prompt: true, return_progress: true },
  loadPath: null,
  keepsSlots: true,
  capabilities: { ...leastCapabilities, reportsProgress: true, reportsCache: 'counted', countsTokens: true, refusesOverflow: true },
  countTokens: async (content, _model, post) =>
    tokenList.safeParse(await post('/tokenize', { content, add_special: false, parse_special: false })).data?.tokens.length ?? null,
  async models({ data }, get, askedTokens) {
    if (!data.some(({ owned_by }) => owned_by === 'llamacpp')) return null;
    const reply = props.safeParse(await get('/props'));
    // The window of one slot: the only figure that bounds a prompt. A router of several models has none to tell.
    const window = reply.success ? reply.data.default_generation_settings.n_ctx : unknownWindow(askedTokens);
    return data.map(({ id, meta }) =>
      described(fileName(id), window, {
        sizeBytes: meta?.size ?? null,
        parameters: inBillions(meta?.n_params),
        ...(reply.data?.modalities?.vision === true ? { vision: true } : {}),
      }),
    );
  },
};

/** Without an alias its id is the path of the file; it takes any name in a request, and paths are nobody's business. */
const fileName = (id: string): string => (/^([/\\]|[a-z]:)/i.test(id) ? (id.split(/[/\\]/).at(-1) ?? id) : id);

function inBillions(parameters: number | undefined): string | null {
  return parameters === undefined ? null : `${(parameters / 1e9).toFixed(1)}B`;
}

const vllm: OpenaiFlavour = {
  name: 'vllm',
  title: 'vLLM',
  knownFaults: [],
  version: async (get) => version.safeParse(await get('/version')).data?.version ?? null,
  fields: noThinking,
  loadPath: null,
  keepsSlots: false,
  capabilities: { ...leastCapabilities, reportsCache: 'counted', countsTokens: true, refusesOverflow: true },
  countTokens: async (prompt, model, post) =>
    tokenCount.safeParse(await post('/tokenize', { model, prompt, add_special_tokens: false })).data?.count ?? null,
  models({ data }) {
    const served = data.flatMap(({ id, max_model_len: window }) => (typeof window === 'number' ? [described(id, window)] : []));
    return Promise.resolve(served.length === 0 ? null : served);
  },
};

const lmStudioModels = z.object({
  models: z.array(
    z.object({
      key: z.string(),
      type: z.string(),
      max_context_length: z.number(),
      size_bytes: z.number().nullish(),
      params_string: z.string().nullish(),
      capabilities: z.object({ vision: z.boolean().optional() }).nullish(),
      loaded_instances: z.array(z.object({ config: z.object({ context_length: z.number() }) })),
    }),
  ),
});

/** What it is loaded with when nobody said: the saved default may be 4,096. As in window.ts for unknown memory. */
const lmStudioWindow = 32_768;

const lmStudio: OpenaiFlavour = {
  name: 'lm-studio',
  title: 'LM Studio',
  knownFaults: [
    {
      message:
        'LM Studio tells neither what it still held nor how it counts: reuse is only seen in the time, and tokens of models other than Gemma are estimated.',
      remedy: 'Nothing needs to be done; `carrel doctor --try` measures the reuse.',
    },
  ],
  version: () => Promise.resolve(null),
  fields: {},
  loadPath: '/api/v1/models/load',
  keepsSlots: false,
  capabilities: { ...leastCapabilities, setsWindow: 'when-loaded' },
  countTokens: null,
  async models(_listing, get, askedTokens) {
    const reply = lmStudioModels.safeParse(await get('/api/v1/models'));
    if (!reply.success) return null;
    return reply.data.models.map((model) => {
      const [instance] = model.loaded_instances;
      const wanted = Math.min(model.max_context_length, askedTokens === 0 ? lmStudioWindow : askedTokens);
      return described(model.key, instance?.config.context_length ?? wanted, {
        embeds: model.type === 'embedding',
        loaded: instance !== undefined,
        sizeBytes: model.size_bytes ?? null,
        parameters: model.params_string ?? null,
        ...(model.capabilities?.vision === true ? { vision: true } : {}),
      });
    });
  },
};

const other: OpenaiFlavour = {
  name: 'other',
  title: 'A server like OpenAI',
  knownFaults: [
    {
      message: 'This server tells no window: 4,096 tokens are assumed unless CARREL_CONTEXT_TOKENS says more.',
      remedy: 'Set CARREL_CONTEXT_TOKENS to the window that it was started with.',
    },
  ],
  version: () => Promise.resolve(null),
  fields: {},
  loadPath: null,
  keepsSlots: false,
  capabilities: leastCapabilities,
  countTokens: null,
  models: ({ data }, _get, askedTokens) => Promise.resolve(data.map(({ id }) => described(id, unknownWindow(askedTokens)))),
};

/** Servers that can be told from any other program, in the order of asking. */
export const knownFlavours: readonly OpenaiFlavour[] = [llamaServer, vllm, lmStudio];
/** The last takes whatever is left. */
export const openaiFlavours: readonly OpenaiFlavour[] = [...knownFlavours, other];
