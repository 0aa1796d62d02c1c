import {
  type Clock,
  type Connection,
  DeskrailError,
  type EventLog,
  type Fact,
  type Logger,
  type Observation,
  type Reconciled,
  type Store,
  systemClock,
} from '@deskrail/contracts';
import { isKnown } from './is-known.js';
import { stateDiffers } from './observed-state.js';
import { waitUntilProjected } from './wait-until-projected.js';

export interface ReconcileOptions {
  readonly connection: Connection;
  /** RFC 3339: what the desk changed since then is read. */
  readonly since: string;
  readonly log: EventLog;
  readonly store: Store;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly fetch?: typeof globalThis.fetch;
  /** After each conversation. */
  onProgress?(done: Reconciled): void;
}

/** What a person is told of a connection whose desk cannot be read. */
export const withoutAccess = (id: string): string =>
  `The connection ${id} has no access to its desk's API, so nothing can be read back. Give it rest: { url, token }, or set the desk's variables for it.`;

const perAppend = 100;
const appendWithinMs = 30_000;
const rememberedAtMost = 100_000;
/** A message's own webhook may still be on its way, and what it brings starts a recommendation. */
const webhookMs = 60_000;

/**
 * Read back from the desk what changed, and append what never came. Safe to repeat: a message is named by the desk's own
 * id, and a state is appended only where it differs from what is known. Throws `config-invalid` for a connection without
 * access to its desk, and what its reconciler throws.
 */
export async function reconcile(options: ReconcileOptions): Promise<Reconciled> {
  const { connection, since, store, log, signal, clock, logger, fetch, onProgress } = options;
  if (connection.openReconciler === undefined) {
    throw new DeskrailError('config-invalid', withoutAccess(connection.id));
  }
  const reconciler = await connection.openReconciler({
    ...(clock && { clock }),
    ...(logger && { logger }),
    ...(fetch && { fetch }),
  });
  // What has come and is not in the store yet would look as though it never came.
  await waitUntilProjected(log, signal);
  const done = { conversations: 0, facts: 0, states: 0 };
  // A desk may tell of one twice before the store holds it.
  const appended = new Set<string>();
  for await (const observation of reconciler.changes({ since, signal })) {
    const untilMs = (clock ?? systemClock).now() - webhookMs;
    const { facts, state } = await missing(observation, { tenant: connection.tenant, store, appended, untilMs });
    const events = [...(state === undefined ? [] : [state]), ...facts];
    for (let index = 0; index < events.length; index += perAppend) {
      const within = AbortSignal.any([signal, AbortSignal.timeout(appendWithinMs)]);
      await log.append('facts', events.slice(index, index + perAppend), { signal: within });
    }
    done.conversations += 1;
    done.facts += facts.length;
    done.states += state === undefined ? 0 : 1;
    onProgress?.({ ...done });
  }
  return done;
}

async function missing(
  { conversation, facts, state, sameTextWithinMs }: Observation,
  about: {
    readonly tenant: string;
    readonly store: Store;
    readonly appended: Set<string>;
    readonly untilMs: number;
  },
): Promise<{ readonly facts: readonly Fact[]; readonly state: Fact | undefined }> {
  const { tenant, store, appended, untilMs } = about;
  const known = await store.conversation(tenant, conversation);
  const lacking: Fact[] = [];
  for (const fact of facts) {
    if (Date.parse(fact.time) > untilMs || isKnown(fact, known, sameTextWithinMs)) continue;
    if (appended.has(fact.id) || (await store.holds(fact.id, { tenant, timeoutMs: 0 }))) continue;
    if (appended.size < rememberedAtMost) appended.add(fact.id);
    lacking.push(fact);
  }
  const differs = state?.type === 'case.state-observed.v1' && stateDiffers(known, state);
  // Some desks list the latest first; who reads the log wants the order in which it was said.
  lacking.sort((one, other) => Date.parse(one.time) - Date.parse(other.time));
  return { facts: lacking, state: differs ? state : undefined };
}
