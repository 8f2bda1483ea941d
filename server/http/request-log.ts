/** Each request has an id, in the reply and in every line of the log that it causes, and a line of its own. */
import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { inRequest, type LogLevel, log } from '../../core/log.ts';

/** A person notices a wait from about a second on (Nielsen, "Usability Engineering", 1993). */
const slowMs = 1_000;
/** What a proxy may have called it. */
const givenId = /^[\w.:-]{1,64}$/;

export const requestLog: MiddlewareHandler = (context, next) => {
  const given = context.req.header('x-request-id') ?? '';
  const id = givenId.test(given) ? given : randomUUID();
  return inRequest(id, async () => {
    const startedMs = performance.now();
    await next();
    context.res.headers.set('x-request-id', id);
    const tookMs = Math.round(performance.now() - startedMs);
    const { method, path } = context.req;
    const { status } = context.res;
    // How long an answer takes is the model's affair; its own line says where the time went.
    const isSlow = tookMs >= slowMs && !path.endsWith('/answers');
    log(levelOf(status, isSlow), isSlow ? 'slow request' : 'request', { method, path: path.slice(0, 200), status, tookMs });
  });
};

function levelOf(status: number, isSlow: boolean): LogLevel {
  if (status >= 500) return 'warning';
  return isSlow ? 'info' : 'debug';
}
