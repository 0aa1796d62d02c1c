import { randomBytes } from 'node:crypto';
import { type ApiKeyView, DeskrailError, type KeptKeys, type MakeKey, personId } from '@deskrail/contracts';
import { keptHash, makeKey } from '../auth/kept-keys.js';
import { actorOf, type Credential, hasRole } from '../auth/roles.js';
import { schemas } from '../schemas.js';
import { type Route, route } from './route.js';

const maxLiving = 500;
const defaultGraceSeconds = 86_400;

const make = route({
  method: 'post',
  path: '/v1/keys',
  operationId: 'makeKey',
  summary: 'Make an API key; the answer is the only place where it is shown',
  description:
    'In the maker’s tenant, with roles none of which is above the maker’s, and no queues but the maker’s. What is kept is ' +
    'its SHA-256, and who made it.',
  access: ['admin'],
  body: schemas.MakeKey,
  answers: { 201: { description: 'The key.', schema: schemas.MadeKey } },
  problems: ['conflict'],
  async handle({ store, clock, logger }, { credential, body }) {
    const now = clock.now();
    const { tenant } = credential;
    const queues = body.queues ?? credential.queues;
    checkNames(body);
    checkScope({ roles: body.roles, queues }, credential);
    checkEnd(body.expiresAt, now);
    await checkRoom(store.apiKeys, tenant, now);
    const secret = makeKey();
    const { person, ...asked } = body;
    const key = newView({
      ...{ ...asked, tenant, createdAt: now, by: credential },
      ...(person !== undefined && { person: personId(person) }),
      queues,
    });
    await store.apiKeys.add(key, keptHash(secret));
    logger.info({ key: key.id, tenant, by: actorOf(credential) }, 'a key was made');
    return { status: 201, json: { secret, key } };
  },
});

const list = route({
  method: 'get',
  path: '/v1/keys',
  operationId: 'listKeys',
  summary: 'The tenant’s keys that the store keeps, those that are over too; never the keys themselves',
  description: 'Those of the configuration are not among them.',
  access: ['admin'],
  answers: { 200: { description: 'The keys.', schema: schemas.KeyList } },
  async handle({ store }, { credential }) {
    return { status: 200, json: { items: await store.apiKeys.list(credential.tenant) } };
  },
});

const rotate = route({
  method: 'post',
  path: '/v1/keys/{id}/rotate',
  operationId: 'rotateKey',
  summary: 'Make a new key in the place of another, which ends after a grace',
  description:
    'The new one has the same name, person, roles and queues. Meanwhile both work. A key is rotated once: then it is its ' +
    'successor’s turn.',
  access: ['admin'],
  body: schemas.RotateKey,
  answers: { 201: { description: 'The new key.', schema: schemas.MadeKey } },
  problems: ['not-found', 'conflict'],
  async handle({ store, keptKeys, clock, logger }, { credential, params, body }) {
    const now = clock.now();
    const { tenant } = credential;
    const old = await ofTenant(store.apiKeys, tenant, params.id);
    if (isOver(old, now)) throw new DeskrailError('conflict', 'The key is over. Make a new one.');
    await checkNotRotated(store.apiKeys, old, now);
    checkScope(old, credential);
    checkEnd(body.expiresAt, now);
    await checkRoom(store.apiKeys, tenant, now);
    const secret = makeKey();
    const { name, person, roles, queues } = old;
    const expiresAt = body.expiresAt ?? sameLife(old, now);
    const key = newView({
      ...{ name, person, roles, queues, expiresAt, tenant, createdAt: now, by: credential, replaces: old.id },
    });
    await store.apiKeys.add(key, keptHash(secret));
    const endsAt = new Date(now + (body.graceSeconds ?? defaultGraceSeconds) * 1000).toISOString();
    const ends = old.expiresAt !== undefined && Date.parse(old.expiresAt) < Date.parse(endsAt) ? old.expiresAt : endsAt;
    const { revokedAt } = await store.apiKeys.change(tenant, old.id, { expiresAt: ends });
    keptKeys?.forget(old.id);
    if (revokedAt !== undefined) {
      // Whoever revoked it meanwhile meant whatever came of it too.
      await store.apiKeys.change(tenant, key.id, { revokedAt });
      throw new DeskrailError('conflict', 'The key was revoked meanwhile. Make a new one.');
    }
    logger.info({ key: key.id, replaces: old.id, tenant, by: actorOf(credential) }, 'a key was rotated');
    return { status: 201, json: { secret, key } };
  },
});

const revoke = route({
  method: 'post',
  path: '/v1/keys/{id}/revoke',
  operationId: 'revokeKey',
  summary: 'End a key now: here at once, at other instances within two seconds',
  description: 'Event streams that it opened end within five minutes. Revoked again, it stays as it is.',
  access: ['admin'],
  answers: { 200: { description: 'The key, which is over.', schema: schemas.ApiKey } },
  problems: ['not-found'],
  async handle({ store, keptKeys, clock, logger }, { credential, params }) {
    const { tenant } = credential;
    const key = await ofTenant(store.apiKeys, tenant, params.id);
    if (key.revokedAt !== undefined) return { status: 200, json: key };
    const revokedAt = new Date(clock.now()).toISOString();
    const revoked = await store.apiKeys.change(tenant, key.id, { revokedAt });
    keptKeys?.forget(key.id);
    logger.info({ key: key.id, tenant, by: actorOf(credential) }, 'a key was revoked');
    return { status: 200, json: revoked };
  },
});

export const keyRoutes: readonly Route[] = [make, list, rotate, revoke];

interface NewKey {
  readonly name: string;
  readonly person?: string | undefined;
  readonly tenant: string;
  readonly roles: readonly string[];
  readonly queues?: readonly string[] | undefined;
  readonly expiresAt?: string | undefined;
  readonly createdAt: number;
  readonly by: Credential;
  readonly replaces?: string;
}

const newView = ({ name, person, tenant, roles, queues, expiresAt, createdAt, by, replaces }: NewKey): ApiKeyView => ({
  id: `key_${randomBytes(16).toString('hex')}`,
  ...{ name, tenant, roles: [...new Set(roles)], createdAt: new Date(createdAt).toISOString(), createdBy: actorOf(by) },
  ...(person !== undefined && { person }),
  ...(queues && { queues: [...queues] }),
  ...(expiresAt !== undefined && { expiresAt }),
  ...(replaces !== undefined && { replaces }),
});

/** Nobody gives away what they do not have. */
function checkScope({ roles, queues }: Pick<NewKey, 'roles' | 'queues'>, by: Credential) {
  const above = roles.filter((role) => !hasRole(by, role as MakeKey['roles'][number]));
  if (above.length > 0) throw forbidden(`You do not hold the role ${above.join(', ')} yourself.`, { roles: above });
  const { queues: own } = by;
  // Without queues it would reach all of them.
  if (own !== undefined && (queues === undefined || queues.some((queue) => !own.includes(queue)))) {
    throw forbidden('A key may decide in no queue that yours does not.', { queues: own });
  }
}

/** As those of the configuration: a name of which nothing is left would make a person who is nobody. */
function checkNames({ name, person }: Pick<MakeKey, 'name' | 'person'>): void {
  for (const [what, text] of Object.entries({ name, person })) {
    if (text === undefined || personId(text) !== '') continue;
    throw new DeskrailError('request-invalid', `The key's ${what} is blank: give it letters, digits or signs.`);
  }
}

const forbidden = (message: string, details: Readonly<Record<string, unknown>>) =>
  new DeskrailError('forbidden', message, { details });

function checkEnd(expiresAt: string | undefined, now: number): void {
  if (expiresAt === undefined || Date.parse(expiresAt) > now) return;
  throw new DeskrailError('request-invalid', 'expiresAt is no time to come: the key would be over already.');
}

async function checkRoom(keys: KeptKeys, tenant: string, now: number): Promise<void> {
  const living = (await keys.list(tenant)).filter((key) => !isOver(key, now));
  if (living.length < maxLiving) return;
  throw new DeskrailError('conflict', `There are ${maxLiving} keys already. Revoke what nobody uses.`);
}

/** Its end is that of its grace by now, and would be its second successor's too: a day where a year was meant. */
async function checkNotRotated(keys: KeptKeys, { tenant, id }: ApiKeyView, now: number): Promise<void> {
  const successor = (await keys.list(tenant)).find(({ replaces }) => replaces === id);
  if (successor === undefined) return;
  const next = isOver(successor, now) ? 'which is over. Make a new one' : 'which is the one to rotate, or to revoke';
  throw new DeskrailError('conflict', `The key was rotated already: its successor is ${successor.id}, ${next}.`, {
    details: { successor: successor.id },
  });
}

const isOver = ({ revokedAt, expiresAt }: ApiKeyView, now: number): boolean =>
  revokedAt !== undefined || (expiresAt !== undefined && Date.parse(expiresAt) <= now);

/** RFC 3339 knows no later one. */
const latestEnd = Date.parse('9999-12-31T23:59:59Z');

/** As long as the old one had from its making. */
const sameLife = ({ createdAt, expiresAt }: ApiKeyView, now: number): string | undefined =>
  expiresAt && new Date(Math.min(now + Date.parse(expiresAt) - Date.parse(createdAt), latestEnd)).toISOString();

async function ofTenant(keys: KeptKeys, tenant: string, id: string | undefined): Promise<ApiKeyView> {
  const key = (await keys.list(tenant)).find((one) => one.id === id);
  if (key !== undefined) return key;
  throw new DeskrailError('not-found', 'There is no key with this id for this key’s tenant.');
}
