import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { pictureSizeOf } from '../../core/picture-size.ts';
import type { DocumentId, DocumentsWanted, StoredDocument } from '../../core/types.ts';
import type { ServerDeps } from '../deps.ts';
import type { DocumentPageJson, LocatedAccess } from '../search/places.ts';
import { byName } from './collections.ts';
import { noParameters, nothing, route } from './route.ts';
import { documentSchema, outlineSchema } from './schemas.ts';

const spanSchema = z.strictObject({ start: z.int(), end: z.int() });
const byDocument = z.strictObject({ name: z.string(), id: z.string() });

/** Kinds that a browser shows without running anything in them; the rest is offered as a file. */
const shownInline: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  text: 'text/plain; charset=utf-8',
  markdown: 'text/plain; charset=utf-8',
};

/** Some 200 kB: a millisecond or two of the loop that sends it. */
const pageLength = 500;
const mostPerPage = 2_000;

const pageQuery = z.strictObject({
  cursor: z.string().default(''),
  limit: z.coerce.number().int().min(1).max(mostPerPage).optional(),
  find: z.string().max(1_000).default(''),
  show: z.enum(['all', 'doubtful', 'unread']).default('all'),
  since: z.union([z.literal(''), z.iso.datetime()]).default(''),
});

const documentListSchema = z.strictObject({
  documents: z.array(documentSchema),
  cursor: z.string().nullable().optional(),
  total: z.int().min(0).optional(),
});

export const list = route({
  method: 'get',
  path: '/api/collections/{name}/documents',
  summary:
    'Every file met, the skipped and the failed with their reason. With `limit` a page: `cursor` asks for the next, `total` counts all that match `find` (in path or title), `show` (all, doubtful, unread) and `since`.',
  params: byName,
  query: pageQuery,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'application/json', schema: documentListSchema },
  async handle({ params, query: { cursor, limit, find, show, since } }, deps) {
    const access = deps.collections.access(params.name);
    const wanted = { after: cursor, limit: limit ?? pageLength, holding: find, show, since };
    // The first page is made before the status is sent: a collection that cannot be read is a fault, not a broken list.
    const first = await access.documentPageAsJson(wanted);
    const body = limit === undefined ? listStream(access, wanted, first) : pageBody(first);
    return new Response(body, { headers: { 'content-type': 'application/json' } });
  },
});

export const show = route({
  method: 'get',
  path: '/api/collections/{name}/documents/{id}',
  summary: 'One document with its headings, page starts, and pages or files that are pictures without text.',
  params: byDocument,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: {
    mediaType: 'application/json',
    schema: z.strictObject({
      document: documentSchema,
      outline: z.array(outlineSchema),
      pageStarts: z.array(z.int()),
      pictures: z.array(spanSchema),
    }),
  },
  async handle({ params }, deps) {
    const { record, parsed } = await documentOf(params, deps);
    const outline = parsed.blocks.flatMap((block) =>
      block.kind === 'heading'
        ? [{ title: parsed.text.slice(block.span.start, block.span.end).trim(), depth: block.depth, ...block.span }]
        : [],
    );
    const pictures = parsed.blocks.filter(({ kind }) => kind === 'picture').map(({ span }) => span);
    return { document: record, outline, pageStarts: parsed.pageStarts, pictures };
  },
});

export const text = route({
  method: 'get',
  path: '/api/collections/{name}/documents/{id}/text',
  summary: 'The canonical text, which all offsets refer to.',
  params: byDocument,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'text/plain; charset=utf-8', schema: z.string() },
  async handle({ params }, deps) {
    const { parsed } = await documentOf(params, deps);
    return new Response(parsed.text, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
  },
});

export const original = route({
  method: 'get',
  path: '/api/collections/{name}/documents/{id}/original',
  summary: 'The original bytes.',
  params: byDocument,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'application/octet-stream', schema: z.string() },
  async handle({ params }, deps) {
    const found = await deps.collections.access(params.name).original(params.id as DocumentId);
    if (found === null) throw unknownDocument(params.id);
    const { format } = found.record;
    const inline = format === 'picture' ? pictureSizeOf(found.bytes)?.mediaType : shownInline[format];
    const name = encodeURIComponent(found.record.source.split('/').at(-1) ?? 'document');
    return new Response(new Uint8Array(found.bytes), {
      headers: {
        'content-type': inline ?? 'application/octet-stream',
        'content-disposition': `${inline === undefined ? 'attachment' : 'inline'}; filename*=UTF-8''${name}`,
        // A document is untrusted: whatever is in it runs nothing and loads nothing.
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      },
    });
  },
});

export const remove = route({
  method: 'delete',
  path: '/api/collections/{name}/documents/{id}',
  summary:
    'Removes a document. It is gone from every call at once, also from what answers said of it; within seconds no byte of it is left on the disk.',
  params: byDocument,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 204,
  reply: null,
  async handle({ params }, deps) {
    const { record } = await documentOf(params, deps);
    // Whoever reads the collection goes by the queue from here on (core/store/hiding-removed.ts).
    deps.app.enqueue(params.name, { kind: 'remove-document', documentId: record.id });
    deps.ingest.wake();
    deps.collections.forgetRows(params.name);
  },
});

function pageBody({ documents, cursor, total }: DocumentPageJson): string {
  return `{"documents":[${documents}],"cursor":${JSON.stringify(cursor)},"total":${total}}`;
}

/** The whole list, page by page as the client reads it: no length of it is ever in memory. */
function listStream(access: LocatedAccess, wanted: DocumentsWanted, first: DocumentPageJson): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next: DocumentPageJson | null = first;
  let separator = '{"documents":[';
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const page = next;
        if (page === null) return;
        if (page.documents !== '') controller.enqueue(encoder.encode(`${separator}${page.documents}`));
        if (page.documents !== '') separator = ',';
        next = page.cursor === null ? null : await access.documentPageAsJson({ ...wanted, after: page.cursor });
        if (next !== null) return;
        controller.enqueue(encoder.encode(separator === ',' ? ']}' : `${separator}]}`));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

async function documentOf(params: { readonly name: string; readonly id: string }, deps: ServerDeps): Promise<StoredDocument> {
  const document = await deps.collections.access(params.name).document(params.id as DocumentId);
  if (document === null) throw unknownDocument(params.id);
  return document;
}

function unknownDocument(id: string): AppError {
  return new AppError(
    'document-unknown',
    `There is no document ${id.slice(0, 64)} in this collection`,
    'List them with GET …/documents; it may have been removed or renamed.',
  );
}
