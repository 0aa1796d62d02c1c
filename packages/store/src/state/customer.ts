import { type Customer, type EventByType, parseSubject } from '@deskrail/contracts';
import { current, oldestOf, prune, type Register, type Registers, repeat, write } from './register.js';
import { iso, timeKey, timeOfKey } from './time-key.js';

/** What is known of a customer or an organization, every part with the fact it stands on. */
export interface CustomerState {
  readonly tenant: string;
  readonly id: string;
  readonly connection: string;
  readonly deskId: string;
  readonly registers: Registers;
  /** When its last fact was appended, in ms. */
  readonly appended: number;
  /** When the last snapshot was taken, or else the first fact appended, in ms. */
  readonly snapshotAt: number;
}

export type CustomerFact = EventByType<
  | 'customer.changed.v1'
  | 'customer.merged.v1'
  | 'customer.deleted.v1'
  | 'customer.consent-changed.v1'
  | 'customer.snapshotted.v1'
>;

export function evolveCustomer(before: CustomerState | undefined, fact: CustomerFact, appended: number): CustomerState {
  const state = before ?? beginCustomer(fact, appended);
  const snapshot = fact.type === 'customer.snapshotted.v1';
  const registers: Record<string, Register> = { ...state.registers };
  const times = snapshot ? (fact.data.times ?? {}) : {};
  for (const [name, value] of changesOf(fact)) {
    const time = timeKey(times[name] ?? fact.time);
    registers[name] = (snapshot ? repeat : write)(registers[name], value, time, appended);
  }
  const next: CustomerState = {
    ...state,
    registers,
    appended: Math.max(state.appended, appended),
    snapshotAt: snapshot ? Math.max(state.snapshotAt, appended) : state.snapshotAt,
  };
  return isDeleted(next) ? { ...next, registers: { deleted: registers.deleted ?? [] } } : next;
}

function beginCustomer(fact: CustomerFact, appended: number): CustomerState {
  const connection = parseSubject(fact.subject)?.connection ?? fact.connection ?? '';
  return {
    tenant: fact.tenant,
    id: fact.subject,
    connection,
    deskId: fact.data.customerId,
    registers: {},
    appended,
    snapshotAt: appended,
  };
}

function changesOf(fact: CustomerFact): [string, unknown][] {
  const updated: [string, unknown] = ['updated', fact.time];
  switch (fact.type) {
    case 'customer.changed.v1':
      return [updated, ['kind', fact.data.kind], ...profileIn(fact.data.profile)];
    case 'customer.snapshotted.v1': {
      const consents = fact.data.consent.map(({ channel, consent }): [string, unknown] => [
        `consent:${channel}`,
        consent,
      ]);
      if (fact.data.deleted === true) return [['deleted', fact.data.kind]];
      const told = fact.data.times?.updated ?? fact.time;
      return [['updated', told], ['kind', fact.data.kind], ...profileIn(fact.data.profile), ...consents];
    }
    case 'customer.consent-changed.v1':
      return [updated, [`consent:${fact.data.channel}`, fact.data.consent]];
    case 'customer.merged.v1':
      return fact.data.side === 'source' ? [updated, ['merged', fact.data.other]] : [updated];
    case 'customer.deleted.v1':
      return [['deleted', fact.data.kind]];
  }
}

const profileIn = (profile: object): [string, unknown][] =>
  Object.entries(profile)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [`profile:${name}`, value]);

/** Deleted at the desk: nothing of it is kept but that, so that a late fact does not bring it back. */
export const isDeleted = ({ registers }: CustomerState): boolean => registers.deleted !== undefined;

/** Facts came after it was deleted: they will be held longer than the one that says so, unless that is said again. */
export const isTalkedOf = ({ registers, appended }: CustomerState): boolean =>
  (registers.deleted ?? []).every(([, , deleted]) => deleted < appended);

export function customerView(state: CustomerState): Customer | undefined {
  const { registers, tenant, id, connection, deskId } = state;
  if (isDeleted(state)) return undefined;
  const named = (prefix: string) =>
    Object.keys(registers)
      .filter((name) => name.startsWith(prefix))
      .sort()
      .map((name) => [name.slice(prefix.length), current(registers, name)]);
  const merged = current<string>(registers, 'merged');
  return {
    id,
    tenant,
    connection,
    deskId,
    kind: current<Customer['kind']>(registers, 'kind') ?? 'person',
    profile: Object.fromEntries(named('profile:')),
    consent: Object.fromEntries(named('consent:')),
    ...(merged !== undefined && { mergedInto: merged }),
    updatedAt: current<string>(registers, 'updated') ?? iso(state.appended),
  };
}

/** An opt-out has to outlive the stream whether or not the customer is heard of. */
export const hasOptedOut = ({ registers }: CustomerState): boolean =>
  Object.keys(registers).some((name) => name.startsWith('consent:') && current(registers, name) === 'opted-out');

export function customerSnapshot(state: CustomerState): EventByType<'customer.snapshotted.v1'>['data'] {
  const view = customerView(state);
  const times = Object.entries(state.registers).map(([name, register]) => [name, timeOfKey(register[0]?.[1] ?? '')]);
  const origin = { vendor: 'deskrail', by: 'api' as const };
  if (view === undefined) {
    const kind = current<'person' | 'organization'>(state.registers, 'deleted') ?? 'person';
    const gone = { customerId: state.deskId, kind, profile: {}, consent: [] };
    return { ...gone, times: Object.fromEntries(times), deleted: true, origin };
  }
  const consent = Object.entries(view.consent).map(([channel, value]) => ({ channel, consent: value }));
  return {
    customerId: view.deskId,
    kind: view.kind,
    profile: view.profile,
    consent: consent.slice(0, 50),
    times: Object.fromEntries(times),
    origin,
  };
}

export function pruneCustomer(state: CustomerState, cutoff: number): CustomerState | undefined {
  return state.appended < cutoff ? undefined : { ...state, registers: prune(state.registers, cutoff) };
}

export const oldestInCustomer = (state: CustomerState): number => Math.min(oldestOf(state.registers), state.appended);
