/** Reading a collection ahead of questions: how far it is, begin, stop. */
import { z } from 'zod';
import { byName } from './collections.ts';
import { noParameters, nothing, route } from './route.ts';
import { warmUpSchema } from './schemas.ts';

const reply = { mediaType: 'application/json', schema: warmUpSchema };
const path = '/api/collections/{name}/warm-up';

export const show = route({
  method: 'get',
  path,
  summary: 'Whether the model has read the whole collection already, and how far it is.',
  params: byName,
  query: z.strictObject({ model: z.string().max(200).default('') }),
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply,
  handle({ params, query, signal }, deps) {
    deps.collections.access(params.name);
    return deps.warmUps.state(params.name, query.model, signal);
  },
});

export const begin = route({
  method: 'post',
  path,
  summary: 'Lets the model read the whole collection before anybody asks. People who ask go first.',
  params: byName,
  query: noParameters,
  body: z.strictObject({ model: z.string().max(200).default('') }),
  bodyMediaType: 'application/json',
  status: 202,
  reply,
  handle({ params, body }, deps) {
    deps.collections.access(params.name);
    return deps.warmUps.begin({ collection: params.name, model: body.model, mode: 'whole' });
  },
});

export const end = route({
  method: 'delete',
  path,
  summary: 'Stops the reading; what was read stays in the cache of the model.',
  params: byName,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply,
  async handle({ params, signal }, deps) {
    deps.collections.access(params.name);
    await deps.warmUps.end(params.name);
    return deps.warmUps.state(params.name, '', signal);
  },
});
