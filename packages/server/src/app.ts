import { DeskrailError, type Logger } from '@deskrail/contracts';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { problemResponse } from './http/problem.js';
import type { RequestObservation } from './metrics/metrics.js';
import { openApiDocument } from './openapi.js';
import type { Page } from './page.js';
import { type AnswerCallOptions, answerCall } from './routes/answer-call.js';
import type { Route } from './routes/route.js';

export interface AppOptions {
  readonly receiver: ((request: Request) => Promise<Response>) | undefined;
  readonly calls: AnswerCallOptions;
  readonly routes: readonly Route[];
  /** Whether `/openapi.json` is served. */
  readonly described: boolean;
  readonly cors: readonly string[];
  readonly page: Page | undefined;
  readonly onRequest: (request: RequestObservation) => void;
  readonly logger: Logger;
  readonly newErrorId: () => string;
}

type Env = { Bindings: { address: string }; Variables: { route: string } };

/** Addresses to handlers, and nothing else. Webhooks come first: nothing reads or changes what is theirs. */
export function createApp(options: AppOptions): Hono<Env> {
  const { receiver, calls, page, logger, newErrorId, onRequest } = options;
  const app = new Hono<Env>();

  app.use(async (context, next) => {
    const startedAt = performance.now();
    await next();
    const { method } = context.req;
    const { status } = context.res;
    const route = context.get('route') ?? '(none)';
    const seconds = (performance.now() - startedAt) / 1000;
    onRequest({ method, route, status, seconds });
    logger.debug({ method, route, status, ms: Math.round(seconds * 1000) }, 'answered a request');
  });
  if (receiver) {
    app.all('/webhooks/*', (context) => {
      context.set('route', '/webhooks/{connection}');
      return receiver(context.req.raw);
    });
  }

  app.use(async (context, next) => {
    await next();
    const { headers } = context.res;
    headers.set('x-content-type-options', 'nosniff');
    // Addresses may carry a one-time code.
    headers.set('referrer-policy', 'no-referrer');
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  });
  if (options.cors.length > 0) app.use(corsFor(options.cors));

  addRoutes(app, options.routes, calls);
  if (options.described) addDescription(app);
  if (!page)
    addPath(app, '/', ['GET', 'HEAD'], () => Response.json({ name: 'deskrail', description: '/openapi.json' }));

  app.all('*', (context) => {
    const { raw, method } = context.req;
    const file = page?.(raw, new URL(raw.url).pathname);
    if (file === undefined)
      throw new DeskrailError('not-found', whatIsMissing(context.req.path, receiver !== undefined));
    context.set('route', '(page)');
    if (!['GET', 'HEAD'].includes(method)) throw notAllowed(['GET', 'HEAD']);
    return file;
  });
  app.onError((error, context) =>
    problemResponse(error, { logger, newErrorId, method: context.req.method, route: context.get('route') ?? '(none)' }),
  );
  return app;
}

const whatIsMissing = (path: string, receives: boolean): string =>
  path.startsWith('/webhooks/') && !receives
    ? 'This process takes no webhooks: it does not have the role receive.'
    : 'There is nothing at this address. See /openapi.json.';

const corsFor = (origins: readonly string[]) =>
  cors({
    origin: [...origins],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'Last-Event-ID'],
    exposeHeaders: ['Retry-After', 'WWW-Authenticate'],
    maxAge: 600,
  });

function addDescription(app: Hono<Env>): void {
  let document: string | undefined;
  addPath(app, '/openapi.json', ['GET', 'HEAD'], () => {
    document ??= JSON.stringify(openApiDocument());
    return new Response(document, { headers: { 'content-type': 'application/json', 'cache-control': 'no-cache' } });
  });
}

function addRoutes(app: Hono<Env>, routes: readonly Route[], calls: AnswerCallOptions): void {
  for (const [path, of = []] of Object.entries(Object.groupBy(routes, (route) => route.path))) {
    const byMethod = new Map(of.map((route) => [route.method.toUpperCase(), route]));
    const get = byMethod.get('GET');
    if (get) byMethod.set('HEAD', get);
    addPath(app, path, [...byMethod.keys()], (context) => {
      const { raw: request, method } = context.req;
      const params = context.req.param() as Record<string, string>;
      return answerCall(byMethod.get(method) as Route, { request, params, address: context.env.address }, calls);
    });
  }
}

/** One address, its methods, and 405 for any other. */
function addPath(
  app: Hono<Env>,
  path: string,
  methods: readonly string[],
  handle: (context: Context<Env>) => Response | Promise<Response>,
): void {
  app.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) => {
    context.set('route', path);
    if (!methods.includes(context.req.method)) throw notAllowed(methods);
    return Promise.resolve(handle(context)).catch(rethrow);
  });
}

/** Hono takes only errors to its handler; what else is thrown would pass all of the above. */
const rethrow = (thrown: unknown): never => {
  throw thrown instanceof Error ? thrown : new Error('What was thrown is no error.', { cause: thrown });
};

const notAllowed = (allow: readonly string[]) =>
  new DeskrailError('method-not-allowed', `This address takes ${allow.join(', ')}.`, { details: { allow } });
