import {
  type ActionView,
  type EventByType,
  type EventLog,
  type Fact,
  type Logger,
  type Store,
  silentLogger,
  type UnitOfWork,
} from '@deskrail/contracts';
import { decideLateFailure, type LateFailure, lateFailureIn, rememberFailure } from './late-failure.js';
import { tellPeople } from './tell-people.js';

export interface FollowingDeliveries extends AsyncDisposable {
  readonly state: 'running' | 'paused' | 'closed';
  close(): Promise<void>;
}

/**
 * Follow what becomes of the messages that our actions sent: one that the desk took and could not deliver turns its
 * executed action into a failed one. Has a consumer of its own. Where the store is away it pauses and keeps its place.
 */
export async function startFollowingDeliveries({
  log,
  store,
  group = 'deliveries',
  logger = silentLogger,
}: {
  readonly log: EventLog;
  readonly store: Store;
  readonly group?: string;
  readonly logger?: Logger;
}): Promise<FollowingDeliveries> {
  const subscription = await log.subscribe({
    stream: 'facts',
    group,
    // Hardly any of the facts is one of these.
    maxBatch: 200,
    async handler(events) {
      for (const { event } of events) await followDelivery(store, event, logger);
    },
    // The projection tells of those.
    onUnknownType: () => {},
  });
  return {
    get state() {
      return subscription.state;
    },
    close: () => subscription.close(),
    [Symbol.asyncDispose]: () => subscription.close(),
  };
}

/** What one fact says of the action behind it. The same again changes nothing. */
export async function followDelivery(store: Store, fact: Fact, logger: Logger = silentLogger): Promise<void> {
  if (fact.type !== 'message.delivery-changed.v1') return;
  const failure = lateFailureIn(fact);
  if (failure === undefined) return;
  const [first, ...others] = await candidates(store, fact);
  if (first === undefined) return;
  const ids = [first, ...others].map(({ id }) => id);
  const failed = await store.transact({ tenant: fact.tenant, conversation: first.conversation }, (unit) =>
    failOrRemember(unit, fact, failure, ids),
  );
  if (failed !== undefined) {
    logger.warn({ action: failed, code: failure.code }, 'the desk could not deliver what an action had sent');
  }
}

/** Actions that may have sent the message; all of one conversation. */
async function candidates(
  store: Store,
  { tenant, connection, subject, data }: EventByType<'message.delivery-changed.v1'>,
): Promise<readonly ActionView[]> {
  if (data.actionId !== undefined) {
    const entry = await store.action(tenant, data.actionId);
    return entry?.view.connection === connection && entry !== undefined ? [entry.view] : [];
  }
  const found: ActionView[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.actions(tenant, { conversation: subject, limit: 200, cursor });
    const here = page.items.filter((view) => view.connection === connection);
    found.push(...here.filter((view) => view.vendorId === data.messageId || mayHaveSent(view)));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

/** The desk was called, and nobody has written down yet what it said. */
const mayHaveSent = ({ status }: ActionView): boolean => status === 'started' || status === 'uncertain';

/** The action that failed now, if one did. */
async function failOrRemember(
  unit: UnitOfWork,
  { connection = '', data: { messageId, actionId } }: EventByType<'message.delivery-changed.v1'>,
  failure: LateFailure,
  ids: readonly string[],
): Promise<string | undefined> {
  let waiting = false;
  for (const id of ids) {
    const entry = await unit.action(id);
    if (entry === undefined) continue;
    waiting ||= mayHaveSent(entry.view);
    if (actionId === undefined && entry.view.vendorId !== messageId) continue;
    if (entry.view.status !== 'executed' || (await isDelivered(unit, messageId))) continue;
    const siblings = await unit.actionsOf(entry.view.verdictId);
    for (const event of decideLateFailure({ now: unit.now, entry, siblings }, failure)) await unit.emit(event);
    await tellPeople(unit, id);
    return id;
  }
  // Whoever records that it was executed will find this.
  if (waiting) await rememberFailure(unit, { connection, messageId, actionId }, failure);
  return undefined;
}

/** The desk's words may overtake each other: who has it has it. */
async function isDelivered(unit: UnitOfWork, messageId: string): Promise<boolean> {
  const message = (await unit.conversation())?.messages.find(({ id }) => id === messageId);
  return message?.delivery === 'delivered' || message?.delivery === 'read';
}
