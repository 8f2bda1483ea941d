import { z } from 'zod';
import { deleteForGood } from '../deletions.ts';
import { noParameters, nothing, route } from './route.ts';
import { collectionSchema } from './schemas.ts';

export const byName = z.strictObject({ name: z.string() });

export const list = route({
  method: 'get',
  path: '/api/collections',
  summary: 'All collections; a damaged file is named with its reason instead of being left out.',
  params: noParameters,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: {
    mediaType: 'application/json',
    schema: z.strictObject({
      collections: z.array(collectionSchema),
      damaged: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
    }),
  },
  handle: (_input, deps) => deps.aside.list(),
});

export const create = route({
  method: 'post',
  path: '/api/collections',
  summary: 'Makes an empty collection.',
  params: noParameters,
  query: noParameters,
  body: z.strictObject({ name: z.string() }),
  bodyMediaType: 'application/json',
  status: 201,
  reply: { mediaType: 'application/json', schema: collectionSchema },
  async handle({ body }, deps) {
    return deps.collections.access(await deps.aside.create(body.name)).summary();
  },
});

export const remove = route({
  method: 'delete',
  path: '/api/collections/{name}',
  summary: 'Removes a collection with everything in it.',
  params: byName,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 204,
  reply: null,
  async handle({ params }, deps) {
    deps.collections.access(params.name);
    await deleteForGood(params.name, deps);
  },
});
