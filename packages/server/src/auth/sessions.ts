import { randomBytes } from 'node:crypto';
import type { KeptSessions, SessionOwner, SessionView } from '@deskrail/contracts';
import { keptHash } from './kept-keys.js';
import { type Credential, type Role, roles } from './roles.js';

export interface SessionsOptions {
  readonly kept: KeptSessions;
  /** Default: `node:crypto`. */
  readonly random?: (bytes: number) => Buffer;
  /** Of one tenant at once. */
  readonly maxSessions: number;
  readonly maxCodes: number;
  /** For how long a look-up's answer stands in this process: what ends elsewhere ends here by then. */
  readonly cacheMs?: number;
  /** Not the clock: it may be set back. */
  readonly monotonicMs?: () => number;
}

export interface Session {
  /** For `Authorization: Bearer`. */
  readonly key: string;
  readonly credential: Credential & { readonly expiresAt: string };
}

/** Sessions of people who sign in with a one-time code. In the store, by their hash: every instance knows them. */
export interface Sessions {
  /** A code for one sign-in within ten minutes. Beyond the bound the tenant's oldest code ends. */
  issueCode(owner: SessionOwner): Promise<{ readonly code: string; readonly expiresAt: string }>;
  /** A session of twelve hours; `undefined` for a code that was used, is over, or never was. */
  exchange(code: string): Promise<Session | undefined>;
  /** `undefined` for what is no session's key, or is over. */
  find(key: string): Promise<Credential | undefined>;
  list(tenant: string): Promise<readonly SessionView[]>;
  /** Everywhere: here at once. False where the key is no session's. */
  end(key: string): Promise<boolean>;
  /** All sessions and codes of a person; resolves with how many sessions it were. */
  endAll(tenant: string, person: string): Promise<number>;
}

const codeMs = 10 * 60_000;
const sessionMs = 12 * 3_600_000;
const maxCached = 1000;
const keyForm = /^drs_[\w-]{43}$/;
const codeForm = /^[\w-]{32}$/;

export function createSessions({
  kept,
  random = randomBytes,
  maxSessions,
  maxCodes,
  cacheMs = 2_000,
  monotonicMs = () => performance.now(),
}: SessionsOptions): Sessions {
  const cached = new Map<string, { readonly view: SessionView; readonly untilMs: number }>();
  let endings = 0;

  async function look(hash: string): Promise<SessionView | undefined> {
    const known = cached.get(hash);
    if (known !== undefined && known.untilMs > monotonicMs()) return known.view;
    cached.delete(hash);
    const endingsBefore = endings;
    const view = await kept.find(hash);
    // What was read as something ended may be what ended.
    if (view === undefined || endings !== endingsBefore) return view;
    const [oldest] = cached.keys();
    if (cached.size >= maxCached && oldest !== undefined) cached.delete(oldest);
    cached.set(hash, { view, untilMs: monotonicMs() + cacheMs });
    return view;
  }

  return {
    async issueCode(owner) {
      const code = random(24).toString('base64url');
      return { code, expiresAt: await kept.addCode(keptHash(code), owner, { forMs: codeMs, most: maxCodes }) };
    },
    async exchange(code) {
      if (!codeForm.test(code)) return undefined;
      const key = `drs_${random(32).toString('base64url')}`;
      const terms = { forMs: sessionMs, most: maxSessions };
      const view = await kept.begin(keptHash(code), keptHash(key), terms);
      return view && { key, credential: credentialOf(view) };
    },
    async find(key) {
      const view = keyForm.test(key) ? await look(keptHash(key)) : undefined;
      return view && credentialOf(view);
    },
    list: (tenant) => kept.list(tenant),
    async end(key) {
      if (!keyForm.test(key)) return false;
      const ended = await kept.end(keptHash(key));
      endings += 1;
      cached.delete(keptHash(key));
      return ended;
    },
    async endAll(tenant, person) {
      const ended = await kept.endAll(tenant, person);
      endings += 1;
      cached.clear();
      return ended;
    },
  };
}

const credentialOf = ({ name, tenant, queues, expiresAt, ...view }: SessionView): Session['credential'] => ({
  ...{ id: `session/${name}`, name, tenant, expiresAt },
  roles: view.roles.filter((role): role is Role => roles.some((known) => known === role)),
  ...(queues && { queues }),
});
