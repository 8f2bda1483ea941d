/** The HTTP application. Importing it does nothing; createApp() mounts the route table behind the guard. */
import { Hono } from 'hono';
import { AppError } from '../core/errors.ts';
import type { ServerDeps } from './deps.ts';
import { problemResponse } from './http/errors.ts';
import { guardRequest } from './http/guard.ts';
import { routes } from './http/index.ts';
import { openApiDocument } from './http/openapi.ts';
import { requestLog } from './http/request-log.ts';
import { mount } from './http/route.ts';
import { builtPageFolder, openPage, pageHeaders } from './http/static.ts';
import { ownNames } from './own-names.ts';

export function createApp(deps: ServerDeps): Hono {
  const app = new Hono();
  const page = openPage(builtPageFolder());
  const names = ownNames(deps.config);

  app.use(requestLog);
  app.use(async (context, next) => {
    const { method, path } = context.req;
    guardRequest({ method, path, header: (name) => context.req.header(name) ?? null }, names);
    await next();
    for (const [name, value] of Object.entries(pageHeaders)) {
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    }
  });

  mount(app, routes, deps);
  app.get('/api/openapi.json', (context) => context.json(openApiDocument(routes, deps.version)));
  app.all('/api/*', (context) => {
    throw unknownCall(context.req.method, context.req.path);
  });
  app.get('*', async (context) => {
    const response = await page.respond(context.req.path);
    if (response === null) throw unknownCall('GET', context.req.path);
    return response;
  });
  app.notFound((context) => problemResponse(unknownCall(context.req.method, context.req.path)));
  app.onError((fault) => problemResponse(fault));
  return app;
}

function unknownCall(method: string, path: string): AppError {
  return new AppError('route-unknown', `There is no ${method} ${path.slice(0, 200)}`, 'All calls are in /api/openapi.json.');
}
