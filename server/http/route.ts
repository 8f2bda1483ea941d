/** A route is one entry of a table: the server, the OpenAPI document and docs/http.md are all made from it. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { collectionName } from '../../core/collection-name.ts';
import { AppError } from '../../core/errors.ts';
import { findCollection } from '../../core/store/index.ts';
import type { ServerDeps } from '../deps.ts';

/** JSON bodies are small here: the largest is a question. Files come as multipart and are streamed. */
const mostJsonBytes = 1024 * 1024;

interface RouteInput<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly request: Request;
  readonly signal: AbortSignal;
}

interface RouteShape<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  readonly method: 'get' | 'post' | 'delete';
  /** With `{name}` for parameters, as OpenAPI writes them. */
  readonly path: string;
  readonly summary: string;
  readonly params: Params;
  readonly query: Query;
  /** Schema of a JSON body; `z.undefined()` when the handler reads the body itself or there is none. */
  readonly body: Body;
  /** Media type of a body that the handler reads itself. */
  readonly bodyMediaType: 'application/json' | 'multipart/form-data' | null;
  readonly status: 200 | 201 | 202 | 204;
  readonly reply: { readonly mediaType: string; readonly schema: z.ZodType } | null;
}

export interface RouteDefinition<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>
  extends RouteShape<Params, Query, Body> {
  /** Returns the JSON value, or a whole Response for streams and bytes. */
  handle(input: RouteInput<z.output<Params>, z.output<Query>, z.output<Body>>, deps: ServerDeps): Promise<unknown> | unknown;
}

/** A route with its types closed over, so that routes of all kinds fit in one table. */
export interface Route extends RouteShape<z.ZodType, z.ZodType, z.ZodType> {
  run(context: Context, deps: ServerDeps): Promise<Response>;
}

export const nothing = z.undefined();
export const noParameters = z.strictObject({});

export function route<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  definition: RouteDefinition<Params, Query, Body>,
): Route {
  return {
    ...definition,
    async run(context, deps) {
      const request = context.req.raw;
      const input = {
        params: checked(definition.params, withRealName(context.req.param(), namedIn(definition.path), deps), 'the address'),
        query: checked(definition.query, withRealName(context.req.query(), 'collection', deps), 'the query'),
        body:
          definition.bodyMediaType === 'application/json'
            ? checked(definition.body, await readJson(request), 'the body')
            : (undefined as z.output<Body>),
        request,
        signal: AbortSignal.any([request.signal, deps.farewell.signal]),
      };
      const value = await definition.handle(input, deps);
      if (value instanceof Response) return value;
      if (definition.reply === null) return new Response(null, { status: definition.status });
      return new Response(JSON.stringify(value), { status: definition.status, headers: { 'content-type': 'application/json' } });
    },
  };
}

/** The parameter of the path that names a collection, if one does. */
function namedIn(path: string): string {
  return path.startsWith('/api/collections/{name}') ? 'name' : '';
}

/**
 * The one place where a collection gets its real name, however it was spelled by whoever asks: no handler sees another. One
 * that does not exist keeps the name, and the handler says what follows from that.
 * @throws AppError bad-name, collection-ambiguous, and collection-busy for one that is being deleted
 */
function withRealName(given: Readonly<Record<string, string>>, key: string, { config }: ServerDeps): Readonly<Record<string, string>> {
  const wanted = given[key];
  if (wanted === undefined) return given;
  return { ...given, [key]: findCollection(config, wanted)?.name ?? collectionName(wanted) };
}

/** Every route, and for each path the refusal of all methods that it does not have. */
export function mount(app: Hono, routes: readonly Route[], deps: ServerDeps): void {
  for (const entry of routes) app.on(entry.method.toUpperCase(), honoPath(entry), (context) => entry.run(context, deps));
  for (const [path, entries] of Map.groupBy(routes, honoPath)) {
    const methods = entries.map(({ method }) => method.toUpperCase()).join(' and ');
    app.all(path, ({ req }) => {
      throw new AppError('method-refused', `${req.path.slice(0, 200)} does not take ${req.method}`, `It takes ${methods}.`);
    });
  }
}

function honoPath({ path }: Route): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? where : `"${issue.path.join('.')}" in ${where}`;
  throw new AppError(
    'bad-request',
    `Cannot use ${path}: ${issue?.message ?? 'unexpected value'}`,
    'See /api/openapi.json or docs/http.md for what is expected.',
  );
}

/**
 * Reads a JSON body of bounded size; an empty body is an empty object.
 * @throws AppError bad-request, body-too-large, media-type-refused, cancelled
 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  const text = await readText(request, mostJsonBytes);
  if (text.trim() === '') return {};
  // A page of another site can send text/plain without asking first; JSON makes the browser ask.
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    throw new AppError('media-type-refused', `The body is "${type.slice(0, 80)}"`, 'Send it with content-type: application/json.');
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('bad-request', 'The body is not valid JSON', 'Check quotes and commas.', cause);
  }
}

async function readText(request: Request, mostBytes: number): Promise<string> {
  if (request.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body) {
      size += chunk.byteLength;
      if (size > mostBytes)
        throw new AppError('body-too-large', `The body is over ${mostBytes} bytes`, 'Send files as multipart/form-data to …/documents.');
      chunks.push(chunk);
    }
  } catch (fault) {
    if (request.signal.aborted) throw new AppError('cancelled', 'The request was broken off', 'Send it again.', fault);
    throw fault;
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
