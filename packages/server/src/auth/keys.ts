import { createHash, timingSafeEqual } from 'node:crypto';
import { DeskrailError, personId } from '@deskrail/contracts';
import { isPlain } from '../http/plain-text.js';
import { type Credential, type Role, roles } from './roles.js';

/** A bearer key: whoever holds it acts in its tenant, in its roles and under its name. */
export interface ApiKey {
  /** Such as `anna`: verdicts given with it are `reviewer/anna`'s, facts `system/anna`'s. */
  readonly name: string;
  /** The key itself; or leave it out and give its hash. */
  readonly key?: string | undefined;
  /** SHA-256 of the key in hex, with or without `sha256:` before it. */
  readonly hash?: string | undefined;
  readonly tenant: string;
  readonly roles: readonly Role[];
  /** Whose it is, so that several keys are one person's: verdicts are `reviewer/<person>`'s. Default: the name. */
  readonly person?: string | undefined;
  /** The only queues that it may decide in. Default: all. */
  readonly queues?: readonly string[] | undefined;
  /** RFC 3339: from when on it is one. */
  readonly notBefore?: string | undefined;
  /** RFC 3339: until when. Default: it does not end. */
  readonly expiresAt?: string | undefined;
}

/** Where presented keys are looked up: {@link apiKeys} for a list, or your own, such as a table of hashes. */
export interface ApiKeys {
  find(key: string): Credential | undefined | Promise<Credential | undefined>;
  /** The tenants of the keys, where they are few and known. */
  readonly tenants?: readonly string[];
}

const maxKeys = 1000;

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Keys as a list. Throws `config-invalid` or `secret-empty` for one that cannot work, never naming its value. */
export function apiKeys(list: readonly ApiKey[]): ApiKeys {
  if (list.length > maxKeys) {
    throw new DeskrailError('config-invalid', `More than ${maxKeys} keys in a list. Give your own { find(key) }.`);
  }
  const entries = list.map((given, index) => ({
    digest: digestOf(given, index),
    credential: credentialOf(given, index),
  }));
  for (const [index, { digest }] of entries.entries()) {
    if (entries.findIndex((other) => other.digest.equals(digest)) < index) throw invalid(index, 'was given before');
  }
  checkSpellings(list);
  return {
    tenants: [...new Set(list.map(({ tenant }) => tenant))],
    find(key) {
      const digest = sha256(key);
      let found: Credential | undefined;
      // All of them, always: the time it takes says nothing of which key came close.
      for (const entry of entries) if (timingSafeEqual(entry.digest, digest)) found = entry.credential;
      return found;
    },
  };
}

const invalid = (index: number, what: string) => new DeskrailError('config-invalid', `keys[${index}] ${what}.`);

function digestOf({ key, hash }: ApiKey, index: number): Buffer {
  if ((key === undefined) === (hash === undefined)) throw invalid(index, 'wants either key or hash');
  if (key?.trim() === '') {
    throw new DeskrailError(
      'secret-empty',
      `keys[${index}] is empty, so anybody could use it. Make one: openssl rand -hex 32.`,
    );
  }
  if (key !== undefined) {
    if (/^[\x21-\x7e]{1,512}$/.test(key)) return sha256(key);
    throw invalid(index, 'holds what a header cannot carry: use up to 512 letters, digits and signs, without blanks');
  }
  const hex = hash?.replace(/^sha256:/, '') ?? '';
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw invalid(index, 'wants as hash the 64 hex digits of the key’s SHA-256');
  return Buffer.from(hex, 'hex');
}

function credentialOf(given: ApiKey, index: number): Credential {
  const { name, tenant, roles: held, person, queues, notBefore, expiresAt } = given;
  const fits = (text: string) => text.length <= 128 && isPlain(text) && personId(text) !== '';
  if (!fits(name)) throw invalid(index, 'wants a name of 1 to 128 characters');
  if (!fits(tenant)) throw invalid(index, 'wants a tenant of 1 to 128 characters');
  if (person !== undefined && !fits(person)) throw invalid(index, 'wants as person a name of 1 to 128 characters');
  if (held.length === 0 || !held.every((role) => roles.includes(role))) {
    throw invalid(index, `wants roles, of ${roles.join(', ')}`);
  }
  if (queues?.some((queue) => queue.length > 256 || !isPlain(queue)))
    throw invalid(index, 'wants queues by their names');
  for (const [what, at] of Object.entries({ notBefore, expiresAt })) {
    if (at !== undefined && !isTime(at)) throw invalid(index, `wants ${what} as a time, such as 2027-01-31T00:00:00Z`);
  }
  return {
    ...{ name, tenant, roles: [...held] },
    ...(person !== undefined && { person }),
    ...(queues && { queues: [...queues] }),
    ...(notBefore !== undefined && { notBefore }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

const isTime = (text: string) => /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text));

/** Two spellings of one name would be one person without anybody having said so. */
function checkSpellings(list: readonly ApiKey[]): void {
  const spellings = new Map<string, string>();
  for (const [index, { tenant, person, name }] of list.entries()) {
    const spelt = person ?? name;
    const place = JSON.stringify([tenant, personId(spelt)]);
    const before = spellings.get(place) ?? spelt;
    if (before !== spelt) {
      const how = 'case, width or invisible characters';
      throw invalid(index, `names somebody as another key does, save for ${how}: spell it the same, or choose another`);
    }
    spellings.set(place, spelt);
  }
}
