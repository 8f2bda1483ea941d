import { listModels } from '../generate/index.ts';
import { collectionLedger } from '../ledger.ts';
import { byName } from './collections.ts';
import { noParameters, nothing, route } from './route.ts';
import { ledgerSchema } from './schemas.ts';

export const show = route({
  method: 'get',
  path: '/api/collections/{name}/ledger',
  summary: 'Tokens of each document as it is sent, and for each model whether the whole collection fits its window.',
  params: byName,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'application/json', schema: ledgerSchema },
  async handle({ params, signal }, deps) {
    const collection = deps.collections.access(params.name);
    return collectionLedger(collection, await listModels(deps.config, signal), deps.config, signal);
  },
});
