/** The examination of the installation, and the trial of a model. */
import { z } from 'zod';
import { examine } from '../doctor/index.ts';
import { measurementsSchema, readMeasurements } from '../doctor/measurements.ts';
import { type TrialEvent, tryModel } from '../doctor/try/index.ts';
import { eventStream, type ServerEvent } from './event-stream.ts';
import { noParameters, nothing, route } from './route.ts';

const findingSchema = z
  .strictObject({
    area: z.enum(['runtime', 'data', 'collection', 'queue', 'model', 'network']),
    state: z.enum(['good', 'doubtful', 'bad']),
    message: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'Finding' });

export const show = route({
  method: 'get',
  path: '/api/doctor',
  summary: 'What is wrong here, each finding with its remedy, and what the last trial of each model came to. Asks no model.',
  params: noParameters,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: {
    mediaType: 'application/json',
    schema: z.strictObject({ findings: z.array(findingSchema), measurements: z.array(measurementsSchema) }),
  },
  async handle({ signal }, { config, aside }) {
    return { findings: await examine(config, () => aside.examine(), signal), measurements: readMeasurements(config) };
  },
});

export const attempt = route({
  method: 'post',
  path: '/api/doctor',
  summary:
    'Tries a model for some minutes: speed, reuse and facts found at growing lengths, equal answers, a prompt that is too long. Events: progress {step, done, total, etaMs}, finding {finding}, examination-end {findings, measurements}.',
  params: noParameters,
  query: noParameters,
  body: z.strictObject({ model: z.string().max(200).default('') }),
  bodyMediaType: 'application/json',
  status: 200,
  reply: { mediaType: 'text/event-stream', schema: z.string() },
  handle({ body, request }, { config, farewell }) {
    return eventStream(request, farewell.signal, (signal) => trialEvents(tryModel(config, body.model, signal)));
  },
});

async function* trialEvents(events: AsyncIterable<TrialEvent>): AsyncIterable<ServerEvent> {
  const findings: unknown[] = [];
  for await (const event of events) {
    const { type, ...data } = event;
    if (type === 'progress') yield { name: type, data };
    else if (event.type === 'finding') {
      findings.push(event.finding);
      yield { name: 'finding', data: { finding: event.finding } };
    } else yield { name: 'examination-end', data: { findings, measurements: event.measurements } };
  }
}
