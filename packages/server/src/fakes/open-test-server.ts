import { type Copilot, DeskrailError, type Logger, type ReviewDesk } from '@deskrail/contracts';
import { apiKeys } from '../auth/keys.js';
import { createServer, type ServerOptions } from '../server.js';
import { fakeLog } from './fake-log.js';
import { fakeStore } from './fake-store.js';
import { recommendationOf, verdictOf } from './views.js';

export const keysOf = (tenant: string) =>
  (['reader', 'writer', 'agent', 'reviewer', 'senior', 'admin'] as const).map((role) => ({
    name: `${tenant}-${role}`,
    key: `${tenant}-${role}-key`,
    tenant,
    roles: [role],
  }));

export interface CallOptions {
  readonly key?: string;
  readonly method?: string;
  readonly json?: unknown;
  readonly body?: RequestInit['body'];
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
  readonly address?: string;
}

/** A server on fakes, with tenants `a` and `b` and keys such as `a-reader-key`. */
export function openTestServer(options: Partial<ServerOptions> = {}) {
  const time = { now: Date.parse('2026-01-31T10:00:00Z') };
  const clock = { now: () => time.now };
  const log = fakeLog(clock);
  const store = fakeStore(clock);
  const lines: { level: string; fields: Readonly<Record<string, unknown>>; message: string }[] = [];
  const logger = Object.fromEntries(
    ['debug', 'info', 'warn', 'error'].map((level) => [
      level,
      (fields: Readonly<Record<string, unknown>>, message: string) => lines.push({ level, fields, message }),
    ]),
  ) as unknown as Logger;

  const found = (tenant: string, id: string) => {
    const held = store.held.recommendations.find((one) => one.tenant === tenant && one.recommendationId === id);
    if (held === undefined) throw new DeskrailError('not-found', 'There is no such recommendation.');
    return held;
  };
  const reviewDesk: ReviewDesk = {
    async give({ tenant, actor, recommendationId }) {
      const recommendation = found(tenant, recommendationId);
      return { verdict: verdictOf(actor, recommendationId), recommendation, repeated: false };
    },
    async resolve({ tenant, actionId }) {
      const action = store.held.actions.find((one) => one.tenant === tenant && one.id === actionId);
      if (action === undefined) throw new DeskrailError('not-found', 'There is no such action.');
      return action;
    },
    cancel: (input) => reviewDesk.resolve({ ...input, request: { outcome: 'cancel' } }),
    undo: (input) => reviewDesk.resolve({ ...input, request: { outcome: 'retry' } }),
  };
  const mustKnow = (tenant: string, id: string | undefined) => {
    const known = store.held.conversations.some((one) => one.tenant === tenant && one.id === id);
    if (id !== undefined && !known) throw new DeskrailError('not-found', 'There is no such conversation.');
  };
  const copilot: Copilot = {
    async suggest({ tenant, conversation }) {
      mustKnow(tenant, conversation);
      return { outcome: 'review', recommendation: recommendationOf(tenant) };
    },
    async evidence({ tenant, conversation }) {
      mustKnow(tenant, conversation);
      return { evidence: [] };
    },
    async checkEvidence({ tenant, recommendationId }) {
      const { evidence = [] } = found(tenant, recommendationId);
      const checkedAt = new Date(clock.now()).toISOString();
      return { recommendationId, checkedAt, evidence: evidence.map(({ id }) => ({ id, state: 'unchanged' })) };
    },
  };
  const ports = { store, log, reviewDesk, copilot, clock, logger };
  const receiver = async () => new Response(null, { status: 204 });
  const server = createServer({ ...ports, receiver, keys: apiKeys([...keysOf('a'), ...keysOf('b')]), ...options });

  const call = (path: string, { key, json, address, ...init }: CallOptions = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
    if (json !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
    const body = json === undefined ? init.body : JSON.stringify(json);
    const method = init.method ?? (body === undefined ? 'GET' : 'POST');
    const request = new Request(new URL(path, 'http://deskrail.test'), {
      method,
      headers,
      ...(body === undefined ? {} : { body, duplex: 'half' }),
      ...(init.signal ? { signal: init.signal } : {}),
    } as RequestInit);
    return server.fetch(request, { address });
  };
  return { server, call, store, log, time, lines };
}
