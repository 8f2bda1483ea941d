/** The OpenAPI 3.1 document, made from the route table. */
import { z } from 'zod';
import type { Route } from './route.ts';
import { problemSchema } from './schemas.ts';

type Json = Readonly<Record<string, unknown>>;

export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const operations = paths[route.path] ?? {};
    operations[route.method] = operation(route);
    paths[route.path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Carrel',
      version,
      description:
        'Questions about your own documents, answered on this computer. Offsets count UTF-16 code units, half-open; pages, lines and columns count from 1.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
  };
}

function operation(route: Route): Json {
  const success =
    route.reply === null
      ? { description: 'Done.' }
      : { description: 'Done.', content: { [route.reply.mediaType]: { schema: schemaOf(route.reply.schema, 'output') } } };
  return {
    summary: route.summary,
    operationId: operationId(route),
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...requestBody(route),
    responses: {
      [String(route.status)]: success,
      default: { description: 'A fault.', content: { 'application/problem+json': { schema: schemaOf(problemSchema, 'output') } } },
    },
  };
}

function requestBody(route: Route): Json {
  if (route.bodyMediaType === null) return {};
  if (route.bodyMediaType === 'application/json') {
    return { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input') } } } };
  }
  const files = {
    type: 'object',
    properties: { files: { type: 'array', items: { type: 'string', format: 'binary' } } },
    required: ['files'],
  };
  const folder = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'], additionalProperties: false };
  return { requestBody: { required: true, content: { 'multipart/form-data': { schema: files }, 'application/json': { schema: folder } } } };
}

function parameters(schema: z.ZodType, place: 'path' | 'query'): readonly Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function schemaOf(schema: z.ZodType, side: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: side, reused: 'inline', unrepresentable: 'any' });
  return withoutDefinitions(rest) as Json;
}

/** zod names nested schemas in `$defs` of each; inlining them keeps each operation readable by itself. */
function withoutDefinitions(schema: Json): unknown {
  const definitions = (schema.$defs ?? {}) as Record<string, Json>;
  const inline = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inline);
    if (typeof value !== 'object' || value === null) return value;
    const reference = (value as { $ref?: string }).$ref;
    if (reference?.startsWith('#/$defs/') === true) return inline(definitions[reference.slice('#/$defs/'.length)]);
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== '$defs')
        .map(([key, part]) => [key, inline(part)]),
    );
  };
  return inline(schema);
}

function operationId(route: Route): string {
  const words = route.path
    .replaceAll(/[{}]/g, '')
    .split('/')
    .filter((word) => word !== '' && word !== 'api');
  return [route.method, ...words].join('-');
}
