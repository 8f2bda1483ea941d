import { z } from 'zod';
import { collectionName } from '../../core/collection-name.ts';
import { deleteCollection } from '../../core/store/index.ts';
import { sweepingUploads } from '../sweep-uploads.ts';
import { noParameters, nothing, route } from './route.ts';
import { collectionSchema } from './schemas.ts';
import { whileBusy } from './wait.ts';

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
    const name = collectionName(body.name);
    await deps.aside.create(name);
    return deps.collections.access(name).summary();
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
    const open = deps.app.jobs(params.name).filter((job) => job.state === 'queued' || job.state === 'running');
    await sweepingUploads(deps.config.data, deps.app, () => {
      for (const job of open) deps.app.cancel(job.id);
    });
    await deps.warmUps.end(params.name);
    await deps.collections.release(params.name);
    // Before the file, so that a crash in between leaves a collection that can be deleted again, and not its words.
    deps.app.forgetCollection(params.name);
    // A running job notices that it is gone between two files, and a file may take as long as the parser's limit. What has
    // begun is done to its end, also when the person who asked goes away.
    await whileBusy(() => deleteCollection(deps.config, params.name), deps.config.parserTimeoutMs + 5_000, new AbortController().signal);
    // An answer may have been stored meanwhile.
    deps.app.forgetCollection(params.name);
  },
});
