import type {
  Analytics,
  Clock,
  Copilot,
  ErrorCode,
  EventLog,
  Logger,
  PolicyDesk,
  ReviewDesk,
  ReviewQueue,
  Store,
} from '@deskrail/contracts';
import { z } from 'zod';
import type { Attempts } from '../auth/attempts.js';
import type { KeptKeyLookup } from '../auth/kept-keys.js';
import type { People } from '../auth/people.js';
import type { Credential, Role } from '../auth/roles.js';
import type { Sessions } from '../auth/sessions.js';
import type { DeadLetters } from '../dead-letters/dead-letters.js';
import type { EventStreams } from '../events/event-streams.js';
import { plainText } from '../http/plain-text.js';
import type { Readiness } from '../readiness.js';
import type { Reconciliations } from '../reconciliations/reconciliations.js';

/** What the routes stand on. */
export interface Services {
  readonly store: Store;
  readonly log: EventLog;
  readonly reviewDesk: ReviewDesk;
  readonly copilot: Copilot;
  readonly policyDesk: PolicyDesk | undefined;
  readonly reviewQueue: ReviewQueue | undefined;
  readonly analytics: Analytics | undefined;
  readonly sessions: Sessions;
  readonly people: People;
  readonly keptKeys: KeptKeyLookup | undefined;
  readonly attempts: Attempts;
  readonly eventStreams: EventStreams;
  readonly deadLetters: DeadLetters;
  readonly reconciliations: Reconciliations;
  readonly readiness: Readiness;
  readonly metricsText: () => Promise<string>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface OpenCall<Query, Body> {
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly headers: Headers;
  /** Of the sender, where the host says. */
  readonly address: string;
  /** Ends with the caller, the time limit and the server; once there is an answer, never again. */
  readonly signal: AbortSignal;
  /** Ends with the caller and the server, also while an answer's body goes on. */
  readonly lasting: AbortSignal;
  /** Of the route's time limit, for what goes on after the answer's head. */
  readonly limitMs: number;
}

export interface Call<Query, Body> extends OpenCall<Query, Body> {
  readonly credential: Credential;
}

/** JSON with a status, or a whole response where the route makes its own. */
export type Answer = { readonly status: number; readonly json: unknown } | Response;

export interface AnswerDescription {
  readonly description: string;
  /** One of `schemas`. Absent where the content is no JSON. */
  readonly schema?: z.ZodType;
  /** Default: `application/json`. */
  readonly contentType?: string;
  /** What else it may come as, by `accept`, such as `text/event-stream`. */
  readonly alsoAs?: string;
}

interface Description<Query extends z.ZodType, Body extends z.ZodType> {
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it: `/v1/actions/{id}/resolution`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** Of texts: what the query holds is strings until the schema made something of them. */
  readonly query?: Query;
  /** Headers that the route reads, by their name. */
  readonly headers?: z.ZodObject;
  readonly body?: Body;
  readonly answers: Readonly<Record<number, AnswerDescription>>;
  /** Codes beside those that any route may answer with. */
  readonly problems?: readonly ErrorCode[];
  /** Which limit ends it. Default: `request`. */
  readonly limit?: 'request' | 'suggestion' | 'none';
}

/** One route: what the server runs and what the API's description says, in one place. */
export interface Route extends Description<z.ZodType, z.ZodType> {
  /** Roles of which one is needed; `any`: a key is enough; `open`: none is needed. */
  readonly access: readonly Role[] | 'any' | 'open';
  handle(services: Services, call: Call<unknown, unknown>): Promise<Answer>;
}

/** A route for whoever holds a key. */
export const route = <Query extends z.ZodType, Body extends z.ZodType>(
  definition: Description<Query, Body> & {
    readonly access: readonly Role[] | 'any';
    handle(services: Services, call: Call<z.output<Query>, z.output<Body>>): Promise<Answer>;
  },
): Route => definition as unknown as Route;

/** A route that needs no key; it gets no credential. */
export const openRoute = <Query extends z.ZodType, Body extends z.ZodType>(
  definition: Description<Query, Body> & {
    handle(services: Services, call: OpenCall<z.output<Query>, z.output<Body>>): Promise<Answer>;
  },
): Route => ({ ...definition, access: 'open' }) as unknown as Route;

/** What lists take: `cursor` as the page before gave it, and how many. */
export const pageQuery = z.strictObject({
  cursor: z.string().min(1).max(2048).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).optional().describe('Default: 50.'),
});

/** A filter's text. */
export const idText = z.string().max(1024).regex(plainText, 'is empty, or holds a control character');
