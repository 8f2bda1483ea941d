import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import type { DocumentId } from '../../core/types.ts';
import { noParameters, nothing, route } from './route.ts';

const atOffset = z.strictObject({ name: z.string(), id: z.string(), start: z.coerce.number().int().nonnegative() });

export const show = route({
  method: 'get',
  path: '/api/collections/{name}/documents/{id}/pictures/{start}',
  summary: 'The picture whose block starts at this offset of the canonical text, as a model that sees gets it.',
  params: atOffset,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'image/*', schema: z.string() },
  async handle({ params: { name, id, start } }, deps) {
    const [picture] = await deps.collections.access(name).images(id as DocumentId, { start, end: start + 1 });
    if (picture === undefined) {
      throw new AppError(
        'document-unknown',
        `No picture stands at offset ${start} of document ${id.slice(0, 64)}`,
        'GET …/documents/{id} lists where pages without text are.',
      );
    }
    return new Response(Buffer.from(picture.base64, 'base64'), {
      headers: {
        'content-type': picture.mediaType,
        'x-content-type-options': 'nosniff',
        // It is untrusted, whatever it calls itself.
        'content-security-policy': "default-src 'none'; sandbox",
      },
    });
  },
});
