import { z } from 'zod';
import { maxQuestionCharacters } from '../answer/question/question.ts';
import { engines, listModels } from '../generate/index.ts';
import { noParameters, nothing, route } from './route.ts';
import { modelSchema } from './schemas.ts';

const modelsReply = z.strictObject({
  models: z.array(modelSchema),
  engines: z.array(z.strictObject({ name: z.string(), address: z.string().nullable(), reachable: z.boolean(), models: z.int() })),
});

export const health = route({
  method: 'get',
  path: '/api/health',
  summary: 'Says that the server runs; asks nobody else.',
  params: noParameters,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'application/json', schema: z.strictObject({ status: z.literal('ok'), version: z.string() }) },
  handle: (_input, deps) => ({ status: 'ok', version: deps.version }),
});

export const models = route({
  method: 'get',
  path: '/api/models',
  summary: 'Models that can be asked now, and the addresses that were tried.',
  params: noParameters,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'application/json', schema: modelsReply },
  async handle(input, deps) {
    const found = await listModels(deps.config, input.signal);
    const tried = engines(deps.config).map(({ name, address, isOptional }) => {
      const own = found.filter((model) => model.engine === name);
      return { name, address, isOptional, reachable: own.length > 0, models: own.length };
    });
    // A port where a server might have been is nothing to show.
    const shown = tried.filter(({ isOptional, reachable }) => reachable || !isOptional);
    return { models: found, engines: shown.map(({ isOptional: _, ...engine }) => engine) };
  },
});

export const status = route({
  method: 'get',
  path: '/api/status',
  summary: 'Limits and settings that the page shows.',
  params: noParameters,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: {
    mediaType: 'application/json',
    schema: z.strictObject({
      version: z.string(),
      limits: z.strictObject({ maxUploadBytes: z.int(), maxFileBytes: z.int(), maxQuestionCharacters: z.int() }),
      folders: z.array(z.string()),
      defaultModel: z.string(),
    }),
  },
  handle: (_input, { config, version }) => ({
    version,
    limits: { maxUploadBytes: config.maxUploadBytes, maxFileBytes: config.maxFileBytes, maxQuestionCharacters },
    folders: config.folders,
    defaultModel: config.model,
  }),
});
