import { setTimeout as wait } from 'node:timers/promises';
import { type DeskrailEvent, type StreamName, streamNames } from '@deskrail/contracts';
import { readEverything } from '@deskrail/store/conformance';
import { zendesk } from '@deskrail/zendesk';
import type { Deskrail, DeskrailOptions } from 'deskrail';
import { expect } from 'vitest';
import { acted, letter, marker, ofB, said, shared, suggested, type Tenant, tenants } from './life-of.ts';

/** Opens Deskrail on a place that holds nothing yet. */
export type OpenDeskrail = (options: Omit<DeskrailOptions, 'data'>) => Promise<Deskrail>;

export const callerRoles = ['reader', 'writer', 'agent', 'reviewer', 'senior', 'admin'] as const;
export type CallerRole = (typeof callerRoles)[number];

/** One Deskrail with two tenants, whose ids are alike, and no outside world. */
export interface TwoTenants extends AsyncDisposable {
  readonly deskrail: Deskrail;
  call(
    path: string,
    options?: {
      readonly as?: string;
      readonly json?: unknown;
      readonly accept?: string;
      readonly signal?: AbortSignal;
    },
  ): Promise<Response>;
  /** Ids of B's that A does not have, by what they are of. */
  readonly idsOfB: Readonly<Record<string, string>>;
  /** All that is kept of B. */
  everythingOfB(): Promise<unknown>;
  /** What is under way for B of itself is over. */
  settled(): Promise<void>;
  /** Append, and wait until the store has it. */
  happen(tenant: Tenant, stream: StreamName, event: DeskrailEvent): Promise<void>;
}

export const keyOf = (tenant: Tenant, role: CallerRole) => `the-key-of-${tenant}-${role}`;

/** Counted up, as a key of the store's says when it was used. */
const withoutUse = (keys: readonly { readonly lastUsedAt?: string | undefined }[]) =>
  keys.map(({ lastUsedAt: _, ...key }) => key);

/** Which grow by themselves. */
const withoutAges = (read: unknown): object =>
  JSON.parse(JSON.stringify(read), (key, value) => (key === 'oldestSeconds' ? undefined : value));

export async function openTwoTenants(open: OpenDeskrail): Promise<TwoTenants> {
  const deskrail = await open({
    keys: tenants.flatMap((tenant) =>
      callerRoles.map((role) => ({ name: `${tenant}-${role}`, key: keyOf(tenant, role), tenant, roles: [role] })),
    ),
    connections: tenants.map((tenant) => zendesk({ id: `desk-${tenant}`, tenant, secrets: ['a-secret-of-tests'] })),
    ...{ tenant: 'a', page: false, reconcile: false },
  });
  const { log } = deskrail;
  await deskrail.start();

  const happen: TwoTenants['happen'] = async (tenant, stream, event) => {
    await log.append(stream, [event] as never);
    if (stream === 'dead-letters') return;
    expect(await deskrail.store.holds(event.id, { tenant, timeoutMs: 30_000 })).toBe(true);
  };
  const call: TwoTenants['call'] = (path, { as = keyOf('a', 'admin'), json, accept, signal } = {}) =>
    deskrail.fetch(
      new Request(new URL(path, 'http://deskrail.test'), {
        headers: {
          authorization: `Bearer ${as}`,
          ...(accept && { accept }),
          ...(json !== undefined && { 'content-type': 'application/json' }),
        },
        ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
        ...(signal && { signal }),
      }),
    );

  for (const tenant of tenants) {
    await happen(tenant, 'facts', said(tenant, '1', shared.conversation));
    await happen(tenant, 'decisions', suggested(tenant, shared.recommendation, shared.conversation));
  }
  await happen('b', 'facts', said('b', '2', ofB.conversation));
  await happen('b', 'decisions', suggested('b', ofB.recommendation, ofB.conversation));
  for (const [tenant, id, of] of [
    ['a', shared.action, shared.conversation],
    ['b', shared.action, shared.conversation],
    ['b', ofB.action, ofB.conversation],
  ] as const) {
    for (const event of acted(tenant, id, of)) {
      await happen(tenant, event.type.startsWith('action.') ? 'actions' : 'decisions', event);
    }
  }
  await happen('b', 'dead-letters', letter('b', ofB.deadLetter));
  const made = await call('/v1/keys', { as: keyOf('b', 'admin'), json: { name: marker, roles: ['reader'] } });
  expect(made.status).toBe(201);
  const { key } = await made.json();
  const { key: session } = await signIn();
  await signInCode();

  /** For B's person, by an admin of B. */
  async function signInCode(): Promise<string> {
    const code = await call('/v1/sign-in-codes', { as: keyOf('b', 'admin'), json: { name: ofB.person } });
    expect(code.status).toBe(201);
    return (await code.json()).code;
  }
  async function signIn(): Promise<{ readonly key: string }> {
    const signedIn = await call('/v1/sessions', { json: { code: await signInCode() } });
    expect(signedIn.status).toBe(201);
    return signedIn.json();
  }

  const opened = {
    ...{ deskrail, call, happen },
    idsOfB: { ...ofB, key: key.id as string },
    async everythingOfB() {
      const { store } = deskrail;
      const counts: Record<string, number> = {};
      for (const stream of streamNames) {
        for await (const { event } of log.read({ stream })) {
          if (event.tenant === 'b') counts[stream] = (counts[stream] ?? 0) + 1;
        }
      }
      return {
        ...withoutAges(await readEverything(store, 'b', ['customer:desk:7'])),
        keys: withoutUse(await store.apiKeys.list('b')),
        sessions: await store.sessions.list('b'),
        session: (await call('/v1/session', { as: session })).status,
        queue: await store.queue('b', {}),
        loads: await store.loads('b'),
        paused: await store.paused('b'),
        counts,
      };
    },
    settled: () => settled(opened.everythingOfB),
    [Symbol.asyncDispose]: () => deskrail.close(),
  };
  await opened.settled();
  return opened;
}

/** What is under way for B of itself, such as being looked after by the keeper of the queue, is over. */
async function settled(read: () => Promise<unknown>): Promise<void> {
  let before = '';
  for (let same = 0, looks = 0; same < 4 && looks < 100; looks += 1) {
    const now = JSON.stringify(await read());
    same = now === before ? same + 1 : 0;
    before = now;
    await wait(200);
  }
}
