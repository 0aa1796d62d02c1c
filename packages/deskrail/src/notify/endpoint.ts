import { createHash } from 'node:crypto';
import type { Notice } from './messages.js';

/** Where to tell of what waits for people, by Standard Webhooks. */
export interface NotifyOption {
  readonly url: string;
  /** `whsec_` and the base64 of 24 to 64 random bytes; several while it is being changed: each signs. */
  readonly secret: string | readonly string[];
  /** Of this tenant alone. Default: the instance's. */
  readonly tenant?: string;
  /** Default: `review.pending`. */
  readonly events?: readonly Notice[];
  /** Only these queues. Default: all. */
  readonly queues?: readonly string[];
  /** Also http, and addresses of your own network. Default: false. */
  readonly allowPrivate?: boolean;
}

export interface Endpoint {
  /** Follows from tenant and address, so that what waits for it is found again after a restart. */
  readonly id: string;
  readonly url: string;
  readonly secrets: readonly string[];
  readonly tenant: string;
  readonly events: readonly Notice[];
  readonly queues: readonly string[] | undefined;
  readonly allowPrivate: boolean;
}

export function endpointOf(option: NotifyOption, defaultTenant: string): Endpoint {
  const { url, secret, tenant = defaultTenant, events = ['review.pending'], queues, allowPrivate = false } = option;
  const id = createHash('sha256')
    .update(JSON.stringify([tenant, url]))
    .digest('hex')
    .slice(0, 16);
  return { id, url, secrets: typeof secret === 'string' ? [secret] : secret, tenant, events, queues, allowPrivate };
}

/** Why a secret cannot sign; `undefined` where it can. */
export function secretProblem(secret: string): string | undefined {
  const [, text] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const bytes = text === undefined ? 0 : Buffer.from(text, 'base64').byteLength;
  return bytes >= 24 && bytes <= 64 ? undefined : 'write whsec_ and the base64 of 24 to 64 random bytes';
}
