import { type Connection, type CustomerProfile, formatSubject } from '@deskrail/contracts';
import { type Draft, identifier, type JsonObject, known, type NoFact, text } from '@deskrail/webhooks';
import type { EventPayload } from '../payload.js';
import { idOrNull, list } from './values.js';

export interface CustomerEvent {
  readonly connection: Connection;
  readonly payload: EventPayload;
  readonly id: string;
  /** The event without its family, such as `name_changed`. */
  readonly name: string;
}

const userEvents = [
  ...['active', 'alias', 'custom_field', 'custom_role', 'default_group', 'details', 'external_id', 'identity'],
  ...['last_login', 'name', 'notes', 'only_private_comments', 'password', 'photo', 'role', 'suspended', 'tags'],
  'time_zone',
].map((field) => `${field}_changed`);
const userRecords = ['group_membership', 'identity', 'organization_membership'];
const knownUserEvents = new Set([
  ...userEvents,
  'created',
  ...userRecords.flatMap((record) => [`${record}_created`, `${record}_deleted`]),
]);
const knownOrganizationEvents = new Set([
  ...['created', 'custom_field_changed', 'external_id_changed', 'name_changed', 'tags_changed'],
]);

/** A user event: a change of the record, a merge (one fact on each side) or a deletion. */
export function userEvent(event: CustomerEvent): Draft | readonly Draft[] | NoFact {
  const { name, id, payload } = event;
  if (name === 'deleted') return { type: 'customer.deleted.v1', data: { customerId: id, kind: 'person' } };
  if (name === 'merged') return userMerged(event);
  if (!knownUserEvents.has(name)) return 'unknown-event';
  return changed(event, 'person', userProfile(payload.detail, payload.change, name));
}

export function organizationEvent(event: CustomerEvent): Draft | NoFact {
  const { name, id, payload } = event;
  if (name === 'deleted') return { type: 'customer.deleted.v1', data: { customerId: id, kind: 'organization' } };
  if (!knownOrganizationEvents.has(name)) return 'unknown-event';
  return changed(event, 'organization', organizationProfile(payload.detail));
}

function changed(
  { name, id, payload: { change } }: CustomerEvent,
  kind: 'person' | 'organization',
  profile: CustomerProfile,
): Draft {
  const { meta: _meta, ...rest } = change;
  const hasSides = 'current' in rest || 'previous' in rest;
  const current = hasSides ? rest.current : Object.keys(rest).length > 0 ? rest : undefined;
  return {
    type: 'customer.changed.v1',
    data: known({
      customerId: id,
      kind,
      change: name.replace(/_changed$/, ''),
      previous: rest.previous as never,
      current: current as never,
      profile,
    }),
  };
}

/** Who was merged into whom is not documented byte for byte: the usual places are looked in. */
function userMerged({ connection, id, payload: { change } }: CustomerEvent): readonly Draft[] | NoFact {
  const target = [change.target_user_id, change.target_user, change.user, change.current].map(idOrNull).find(Boolean);
  if (target === undefined || target === null || target === id) return 'incomplete';
  const subject = (userId: string) => formatSubject({ kind: 'customer', connection: connection.id, id: userId });
  const side = (which: 'source' | 'target', own: string, other: string): Draft => ({
    type: 'customer.merged.v1',
    data: { customerId: own, side: which, other: subject(other) },
    subject: subject(own),
    part: which,
  });
  return [side('source', id, target), side('target', target, id)];
}

/** `"0"` and `""` mean none; a field that the snapshot lacks is not known, and is left out. */
function userProfile(detail: JsonObject, change: JsonObject, name: string): CustomerProfile {
  const has = (key: string) => key in detail;
  const own = (key: string) => (name === `${key}_changed` ? change.current : detail[key]);
  return known({
    name: named(own('name'), 1024, has('name') || name === 'name_changed'),
    email: named(detail.email, 1024, has('email')),
    phone: named(detail.phone, 256, has('phone')),
    locale: named(detail.locale, 64, has('locale')),
    timeZone: named(own('time_zone'), 128, has('time_zone') || name === 'time_zone_changed'),
    role: named(own('role'), 64, has('role') || name === 'role_changed'),
    active: flag(own('active')),
    suspended: flag(own('suspended')),
    organizationId: has('organization_id') ? idOrNull(detail.organization_id) : undefined,
    externalId: named(detail.external_id, 512, has('external_id')),
    tags: has('tags') ? list(detail.tags) : undefined,
  });
}

const organizationProfile = (detail: JsonObject): CustomerProfile =>
  known({
    name: named(detail.name, 1024, 'name' in detail),
    externalId: named(detail.external_id, 512, 'external_id' in detail),
    tags: 'tags' in detail ? list(detail.tags) : undefined,
  });

/** `null` where the snapshot has the field and nothing in it. */
const named = (value: unknown, maxLength: number, has: boolean): string | null | undefined =>
  has ? (text(value, maxLength) ?? null) : undefined;

const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

export const customerIdOf = (payload: EventPayload): string | undefined =>
  identifier(payload.detail.id) ?? identifier(payload.subject?.split(':').pop());
