import { canonicalJson, digestOf, sha256Hex } from './canonical.js';

/** How sure we are that the same change always gets the same id. */
export const identities = ['exact', 'derived'] as const;
export type Identity = (typeof identities)[number];

export interface FactIdentity {
  readonly id: string;
  readonly identity: Identity;
}

interface Place {
  readonly tenant: string;
  readonly connection: string;
}

const path = (...parts: readonly string[]): string => parts.map(encodeURIComponent).join('/');

/**
 * A message's fact is named by the desk's own message or comment id, so that webhook, trigger, export and REST give the
 * same fact: `tenant/connection/message/<id>`.
 */
export const messageFactId = (place: Place, messageId: string): FactIdentity => ({
  id: path(place.tenant, place.connection, 'message', messageId),
  identity: 'exact',
});

/**
 * Any other fact of a vendor's event is named by the event's own id and the fact's type, as one event may hold several
 * changes: `tenant/connection/event/<id>/<type>`.
 */
export const vendorEventFactId = (place: Place, eventId: string, type: string): FactIdentity => ({
  id: path(place.tenant, place.connection, 'event', eventId, type),
  identity: 'exact',
});

/** Where the vendor names nothing: a hash of connection, resource, change and time, marked `derived`. */
export const derivedFactId = async (place: Place, type: string, change: unknown): Promise<FactIdentity> =>
  hashedFactId(place, await sha256Hex(hashedFactText(place, type, change)));

/** What {@link derivedFactId} hashes, for a platform that hashes at once. */
export const hashedFactText = ({ tenant, connection }: Place, type: string, change: unknown): string =>
  canonicalJson([tenant, connection, type, change]);

/** What {@link derivedFactId} makes of the SHA-256, in hex, of {@link hashedFactText}. */
export const hashedFactId = ({ tenant, connection }: Place, sha256: string): FactIdentity => ({
  id: path(tenant, connection, 'derived', sha256.slice(0, 32)),
  identity: 'derived',
});

/** A recommendation's id follows from the fact, the kind and the pipeline's version: the same input, the same id. */
export async function recommendationIdOf(input: {
  readonly tenant: string;
  readonly about: string;
  readonly kind: string;
  readonly pipelineVersion: string;
}): Promise<string> {
  return `rec_${(await digestOf(input)).slice(7, 39)}`;
}

/** An action's id follows from its verdict and its place in the verdict's list: deciding twice cannot make two. */
export async function actionIdOf(input: { readonly verdictId: string; readonly index: number }): Promise<string> {
  return `act_${(await digestOf(input)).slice(7, 39)}`;
}

/** A verdict's id follows from what makes two verdicts the same: item, person, kind, hash seen and content. */
export async function verdictIdOf(input: {
  readonly recommendationId: string;
  readonly actor: string;
  readonly kind: string;
  readonly hash: string;
  readonly content: unknown;
}): Promise<string> {
  return `ver_${(await digestOf(input)).slice(7, 39)}`;
}
