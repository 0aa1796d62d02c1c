import { randomBytes } from 'node:crypto';
import type { ApiKeyView, Clock, KeptKeys, Logger } from '@deskrail/contracts';
import { sha256 } from './keys.js';
import { type Credential, type Role, roles } from './roles.js';

/** Keys that the store keeps, as they are presented. */
export interface KeptKeyLookup {
  /** `undefined` for what is no such key, or one that was revoked. */
  find(key: string): Promise<Credential | undefined>;
  /** It was changed here: look it up again at once. */
  forget(id: string): void;
}

export interface KeptKeyLookupOptions {
  readonly keys: KeptKeys;
  readonly clock: Clock;
  readonly logger: Logger;
  /** For how long a look-up's answer stands in this process: what another instance revokes ends here by then. */
  readonly cacheMs?: number;
  /** Not the clock: it may be set back. */
  readonly monotonicMs?: () => number;
}

const maxCached = 1000;
const usedEveryMs = 60_000;
const form = /^drk_[\w-]{43}$/;

/** A new key: 256 random bits, told from other secrets by how it begins. */
export const makeKey = (random: (bytes: number) => Buffer = randomBytes): string =>
  `drk_${random(32).toString('base64url')}`;

/** What of a key is kept. Found by it, so that a look-up's time says nothing of which key came close. */
export const keptHash = (key: string): string => `sha256:${sha256(key).toString('hex')}`;

export function createKeptKeyLookup({
  keys,
  clock,
  logger,
  cacheMs = 2_000,
  monotonicMs = () => performance.now(),
}: KeptKeyLookupOptions): KeptKeyLookup {
  const cached = new Map<string, { readonly view: ApiKeyView; readonly untilMs: number }>();
  const noted = new Map<string, number>();

  async function look(hash: string): Promise<ApiKeyView | undefined> {
    const known = cached.get(hash);
    if (known !== undefined && known.untilMs > monotonicMs()) return known.view;
    cached.delete(hash);
    const view = await keys.find(hash);
    if (view !== undefined) keep(cached, hash, { view, untilMs: monotonicMs() + cacheMs });
    return view;
  }

  /** Coarse, and behind the answer: it is for people who tidy up. */
  function noteUse({ tenant, id, lastUsedAt }: ApiKeyView): void {
    const now = clock.now();
    const last = Math.max(noted.get(id) ?? 0, lastUsedAt === undefined ? 0 : Date.parse(lastUsedAt));
    if (now - last < usedEveryMs) return;
    keep(noted, id, now);
    keys.change(tenant, id, { lastUsedAt: new Date(now).toISOString() }).catch((error: unknown) => {
      logger.debug({ key: id, code: (error as { code?: unknown }).code }, 'the use of a key was not noted');
    });
  }

  return {
    async find(key) {
      if (!form.test(key)) return undefined;
      const view = await look(keptHash(key));
      if (view === undefined || view.revokedAt !== undefined) return undefined;
      if (view.expiresAt === undefined || Date.parse(view.expiresAt) > clock.now()) noteUse(view);
      return credentialOf(view);
    },
    forget(id) {
      for (const [hash, { view }] of cached) if (view.id === id) cached.delete(hash);
    },
  };
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  const [oldest] = map.keys();
  if (map.size >= maxCached && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}

const credentialOf = ({ id, name, person, tenant, queues, expiresAt, ...view }: ApiKeyView): Credential => ({
  ...{ id: `key/${id}`, name, tenant },
  roles: view.roles.filter((role): role is Role => roles.some((known) => known === role)),
  ...(person !== undefined && { person }),
  ...(queues && { queues }),
  ...(expiresAt !== undefined && { expiresAt }),
});
