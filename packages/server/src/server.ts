import { randomUUID } from 'node:crypto';
import {
  type Analytics,
  type Clock,
  type Copilot,
  DeskrailError,
  type EventLog,
  type LiveNumbers,
  type Logger,
  type PersonEntry,
  type PolicyDesk,
  type ReviewDesk,
  type ReviewQueue,
  type Store,
  silentLogger,
  systemClock,
} from '@deskrail/contracts';
import { createApp } from './app.js';
import { createAttempts } from './auth/attempts.js';
import { createTokens, type Tokens } from './auth/jwt.js';
import type { JwtIssuer } from './auth/jwt-issuer.js';
import { createKeptKeyLookup } from './auth/kept-keys.js';
import { type ApiKeys, apiKeys } from './auth/keys.js';
import { createPeople } from './auth/people.js';
import type { Role } from './auth/roles.js';
import { createSessions, type Sessions } from './auth/sessions.js';
import { createDeadLetters, type RedriveWebhook } from './dead-letters/dead-letters.js';
import { createEventStreams } from './events/event-streams.js';
import { problemResponse } from './http/problem.js';
import { countEvents } from './metrics/count-events.js';
import { countSuggestions, type MeasureEdit } from './metrics/count-learning.js';
import { followNumbers } from './metrics/count-numbers.js';
import { createMetrics, type GaugeOption, type Metrics } from './metrics/metrics.js';
import { checkOrigins } from './origins.js';
import { loadPage, type PageOptions } from './page.js';
import { createReadiness, type ReadinessCheck } from './readiness.js';
import { createReconciliations, type OpenReconciliation } from './reconciliations/reconciliations.js';
import { allRoutes } from './routes/all-routes.js';
import { operatingRoutes } from './routes/operating.js';

/** What the API stands on. With one of them absent, `/v1` and the page are not served: probes and metrics are. */
export interface ApiParts {
  readonly store: Store;
  readonly reviewDesk: ReviewDesk;
  readonly copilot: Copilot;
  readonly keys: ApiKeys;
}

/** All have defaults. */
export interface ServerLimits {
  /** Of a request's body; webhooks have the receiver's own. Default: 1 MiB. */
  readonly bodyBytes: number;
  /** Until an answer. Default: 30 000. */
  readonly requestMs: number;
  /** Until a suggestion. Default: 20 000. */
  readonly suggestionMs: number;
  /** Followed at once. Default: 100. */
  readonly eventStreams: number;
  /** Between signs of life on an event stream. Default: 15 000. */
  readonly heartbeatMs: number;
  /** For each part that `/readyz` and `/metrics` ask. Default: 2 000. */
  readonly readyMs: number;
  /** Sessions of a tenant at once; the oldest ends. Default: 1 000. */
  readonly sessions: number;
  /** One-time codes of a tenant at once; the oldest ends. Default: 100. */
  readonly signInCodes: number;
  /** Per sender, where the host names it, until they get 429. Default: 30. */
  readonly wrongKeysPerMinute: number;
}

/** Each may be left out. */
type SomeApiParts = { readonly [Part in keyof ApiParts]?: ApiParts[Part] | undefined };

export interface ServerOptions extends SomeApiParts {
  readonly log: EventLog;
  /** Counts what `/v1/analytics` tells. Absent: 404. */
  readonly analytics?: Analytics | undefined;
  /** What `/metrics` tells of the numbers. Absent: nothing. */
  readonly liveNumbers?: LiveNumbers | undefined;
  /** The policy in force and the brake. Absent: 404. */
  readonly policyDesk?: PolicyDesk | undefined;
  /** Who works on what, and drafts that somebody else proposes. Absent: 404. */
  readonly reviewQueue?: ReviewQueue | undefined;
  /** Who is who, whichever of their credentials they use. Default: each by the name of theirs. */
  readonly people?: readonly PersonEntry[] | undefined;
  /** Whose signed tokens are taken, beside keys. Default: nobody's. */
  readonly jwt?: readonly JwtIssuer[] | undefined;
  /** For the keys of issuers. Default: the platform's. */
  readonly fetchKeys?: typeof globalThis.fetch | undefined;
  /** Takes `/webhooks/*`, the request untouched. Absent in a process that takes none in: 404. */
  readonly receiver?: ((request: Request) => Promise<Response>) | undefined;
  /** Gives a webhook's dead letter to the receiver again. Absent: only events are redriven. */
  readonly redriveWebhook?: RedriveWebhook | undefined;
  /** Reads back from a connection's desk what its webhooks missed. Absent: 404. */
  readonly openReconciliation?: OpenReconciliation | undefined;
  /** Origins whose pages may call the API. Default: none. */
  readonly cors?: readonly string[] | undefined;
  /** The reviewers' page, served at `/`. */
  readonly page?: PageOptions | undefined;
  /** Parts of the composition that `/readyz` asks, beside `server`, `store` and `log` or in the place of these. */
  readonly checks?: Readonly<Record<string, ReadinessCheck>> | undefined;
  /** What else `/metrics` tells. */
  readonly gauges?: readonly GaugeOption[] | undefined;
  /** For the histogram of edits. Absent: none is observed. */
  readonly measureEdit?: MeasureEdit | undefined;
  /** The role that `/metrics` takes a key of. Default: none, as metrics hold no personal data. */
  readonly metricsRole?: Role | undefined;
  readonly limits?: Partial<ServerLimits> | undefined;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
}

export interface FetchContext {
  /** The sender's, as the host knows it: wrong keys are counted by it. */
  readonly address?: string | undefined;
}

export interface DeskrailServer {
  /** Never rejects. */
  fetch(request: Request, context?: FetchContext): Promise<Response>;
  /**
   * A code that signs in once, within ten minutes, as `reviewer/<name>` (default: `local`). The tenant may be left out
   * where all keys are of one. Default of the roles: those that `people` says, else a reviewer's. Every instance on the
   * store takes it. Rejects with `config-invalid` where the tenant is not known.
   */
  issueSignInCode(owner?: {
    readonly tenant?: string;
    readonly name?: string;
    readonly roles?: readonly Role[];
  }): Promise<string>;
  readonly metrics: Metrics;
  /** Ends event streams and what is still asked. The ports stay open: they are the caller's. */
  close(): Promise<void>;
}

const defaults: ServerLimits = {
  bodyBytes: 1024 * 1024,
  requestMs: 30_000,
  suggestionMs: 20_000,
  eventStreams: 100,
  heartbeatMs: 15_000,
  readyMs: 2_000,
  sessions: 1_000,
  signInCodes: 100,
  wrongKeysPerMinute: 30,
};

/** Deskrail over HTTP: `Request` in, `Response` out. Throws `config-invalid` for origins or a page that cannot be. */
export function createServer(options: ServerOptions): DeskrailServer {
  const { store, log, logger = silentLogger, clock = systemClock } = options;
  const limits = { ...defaults, ...options.limits };
  const cors = checkOrigins('cors', options.cors ?? []);
  const api = apiOf(options);
  const page = options.page && api && loadPage(options.page);
  const ending = new AbortController();
  const closing = ending.signal;

  const { sessions: maxSessions, signInCodes: maxCodes } = limits;
  const sessions = store && createSessions({ kept: store.sessions, maxSessions, maxCodes });
  const attempts = createAttempts({ clock, perMinute: limits.wrongKeysPerMinute });
  const keys = options.keys ?? apiKeys([]);
  const people = createPeople(options.people ?? [], { tenant: onlyOne(keys.tenants) });
  const { jwt = [], fetchKeys } = options;
  const tokens = jwt.length > 0 ? createTokens(jwt, { clock, logger, fetch: fetchKeys }) : undefined;
  const keptKeys = store && createKeptKeyLookup({ keys: store.apiKeys, clock, logger });
  const { eventStreams: maxOpen, heartbeatMs, readyMs: timeoutMs } = limits;
  const eventStreams = createEventStreams({ log, clock, logger, maxOpen, heartbeatMs });
  const metrics = createMetrics({
    ...{ store, log, logger, timeoutMs, gauges: options.gauges, measureEdit: options.measureEdit },
    openEventStreams: () => eventStreams.open,
  });
  const checks = { ...options.checks, ...(jwt.some(({ jwksUrl }) => jwksUrl) && { issuers: issuersCheck(tokens) }) };
  const readiness = createReadiness({ store, log, checks, timeoutMs, closing });
  const counting = api && [
    countEvents({ log, stream: 'decisions', count: ({ event }) => metrics.onDecision(event), logger, signal: closing }),
    countEvents({ log, stream: 'actions', count: ({ event }) => metrics.onAction(event), logger, signal: closing }),
    ...followNumbers({ registry: metrics.registry, live: options.liveNumbers, log, logger, signal: closing }),
  ];

  const metricsText = () => metrics.text();
  const deadLetters = createDeadLetters({ log, redriveWebhook: options.redriveWebhook });
  const reconciliations = createReconciliations({
    ...{ open: options.openReconciliation, clock, logger, closing, newId: randomUUID },
  });
  const services = {
    ...(api as ApiParts),
    ...(api && { copilot: countSuggestions(metrics.registry, api.copilot) }),
    ...{
      log,
      clock,
      logger,
      keptKeys,
      deadLetters,
      reconciliations,
      policyDesk: options.policyDesk,
      reviewQueue: options.reviewQueue,
      analytics: options.analytics,
    },
    ...{ sessions: sessions as Sessions, people, attempts, eventStreams, readiness, metricsText },
  };
  const app = createApp({
    receiver: options.receiver,
    calls: { services, authentication: { keys, keptKeys, tokens, sessions, people, attempts, clock }, limits, closing },
    // Routes that ask for what is absent are not there.
    routes: api ? allRoutes(options.metricsRole) : operatingRoutes(options.metricsRole),
    described: api !== undefined,
    cors,
    page,
    onRequest: metrics.onRequest,
    logger,
    newErrorId: randomUUID,
  });

  return {
    metrics,
    async fetch(request, { address = 'unknown' } = {}) {
      try {
        return await app.fetch(request, { address });
      } catch (error) {
        // What is thrown and is no Error passes every handler.
        return problemResponse(error, { logger, newErrorId: randomUUID, method: request.method, route: '(none)' });
      }
    },
    async issueSignInCode({ tenant = onlyOne(keys.tenants), name = 'local', ...given } = {}) {
      if (api === undefined || sessions === undefined)
        throw new DeskrailError('config-invalid', 'This process does not answer the API.');
      if (tenant !== undefined) {
        const roles = given.roles ?? people.rolesOf({ tenant, name }) ?? ['reviewer'];
        return (await sessions.issueCode({ tenant, name, roles: [...roles] })).code;
      }
      throw new DeskrailError(
        'config-invalid',
        'There are keys of several tenants: issueSignInCode({ tenant }) says whose.',
      );
    },
    async close() {
      ending.abort(new DeskrailError('closed', 'The server is closing.', { retryable: true }));
      eventStreams.close();
      await Promise.all([...(counting ?? []), reconciliations.ended()]);
    },
  };
}

/** Whoever comes with a key or a session is let in all the same. */
const issuersCheck =
  (tokens: Tokens | undefined): ReadinessCheck =>
  async () =>
    tokens?.isAway() === true
      ? { state: 'degraded', detail: 'the keys of an issuer of tokens cannot be fetched' }
      : undefined;

function apiOf({ store, reviewDesk, copilot, keys }: ServerOptions): ApiParts | undefined {
  return store && reviewDesk && copilot && keys ? { store, reviewDesk, copilot, keys } : undefined;
}

const onlyOne = (tenants: readonly string[] = []) => (tenants.length === 1 ? tenants[0] : undefined);
