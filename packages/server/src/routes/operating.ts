import { z } from 'zod';
import type { Role } from '../auth/roles.js';
import { schemas } from '../schemas.js';
import { openRoute, type Route, route } from './route.js';

const health = openRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  summary: 'Whether the process answers',
  answers: { 200: { description: 'It does.', schema: schemas.Health } },
  async handle() {
    return { status: 200, json: { status: 'ok' } };
  },
});

const ready = openRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  summary: 'Whether store, log and all else that is needed can do their work now',
  answers: {
    200: { description: 'All can.', schema: schemas.Readiness },
    503: { description: 'Something cannot; `parts` says what.', schema: schemas.Readiness },
  },
  async handle({ readiness }) {
    const { ready: isReady, parts } = await readiness.check();
    return { status: isReady ? 200 : 503, json: { status: isReady ? 'ready' : 'not-ready', parts } };
  },
});

const metricsOf = {
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  summary: 'Metrics for Prometheus; they hold no personal data',
  query: z.object({}),
  answers: { 200: { description: 'Text format.', contentType: 'text/plain; version=0.0.4' } },
} as const;

const respond = async (text: Promise<string>) =>
  new Response(await text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });

/** For probes and Prometheus. `/metrics` is open, or takes a key of the role given. */
export const operatingRoutes = (metricsRole?: Role): readonly Route[] => [
  health,
  ready,
  metricsRole === undefined
    ? openRoute({ ...metricsOf, handle: ({ metricsText }) => respond(metricsText()) })
    : route({ ...metricsOf, access: [metricsRole], handle: ({ metricsText }) => respond(metricsText()) }),
];
