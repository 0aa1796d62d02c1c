import {
  type AuditLink,
  auditEntry,
  type ChainEnd,
  type Conversation,
  DeskrailError,
  type DeskrailEvent,
  type EventLog,
  endOfLink,
  formatSubject,
  linkFault,
  type RecommendationView,
  type Store,
  type StoredEvent,
} from '@deskrail/contracts';
import { mergedEvents } from '../command/merged-events.js';
import { sha256 } from './sha256.js';
import { createSpending, type LimitsOf, type Spending } from './spending.js';

/** How an event of decisions or actions stands to the tenant’s chain. */
export type ChainProof =
  | { readonly state: 'as-linked' | 'altered'; readonly sequence: number }
  | { readonly state: 'waiting' | 'not-linked' };

export interface CaseRecord {
  readonly tenant: string;
  readonly conversation: string;
  /** As it stands: texts that were erased are not in it. Undefined where the store holds it no more. */
  readonly view: Conversation | undefined;
  readonly recommendations: ReadonlyMap<string, RecommendationView>;
  /** In the order in which the log got them. */
  readonly events: readonly StoredEvent[];
  readonly proofs: ReadonlyMap<string, ChainProof>;
  /** By verdict of a person that spends: how that stands to the limits. */
  readonly spending: Spending['lines'];
  /** Links of the tenant’s chain that do not go on from the one before. */
  readonly chainFaults: number;
}

export interface ReadCaseOptions {
  readonly log: EventLog;
  readonly store: Store;
  readonly conversation: string;
  readonly tenant: string | undefined;
  readonly since: string | undefined;
  readonly limitsOf: LimitsOf;
  readonly signal: AbortSignal;
  readonly onProgress: (events: number) => void;
}

const eventsAtMost = 20_000;

/** All that the log holds of one case, and how it is proven. Throws `not-found`, `config-invalid` where several tenants have one. */
export async function readCase(options: ReadCaseOptions): Promise<CaseRecord> {
  const { store, conversation } = options;
  const { events, spending } = await eventsOf(options);
  const tenants = [...new Set(events.map(({ event }) => event.tenant))];
  const [tenant] = tenants;
  if (tenant === undefined) {
    const example = 'Ids are such as conversation:zendesk:5158.';
    throw new DeskrailError('not-found', `The log holds nothing of ${conversation}. ${example}`);
  }
  if (tenants.length > 1) {
    const message = `${conversation} is in several tenants: ${tenants.join(', ')}. Name one by --tenant.`;
    throw new DeskrailError('config-invalid', message);
  }
  const ids = new Set(events.map(({ event }) => recommendationOf(event)).filter((id) => id !== undefined));
  const views = await Promise.all([...ids].map((id) => store.recommendation(tenant, id)));
  const proven = await proofsOf(options, tenant, events);
  return {
    ...{ tenant, conversation, events, spending, ...proven },
    view: await store.conversation(tenant, conversation),
    recommendations: new Map(views.filter((view) => view !== undefined).map((view) => [view.recommendationId, view])),
  };
}

export function recommendationOf({ data }: DeskrailEvent): string | undefined {
  return 'recommendationId' in data && typeof data.recommendationId === 'string' ? data.recommendationId : undefined;
}

async function eventsOf(options: ReadCaseOptions) {
  const { log, conversation, tenant, since, limitsOf, signal, onProgress } = options;
  const spending = createSpending(limitsOf);
  const found: StoredEvent[] = [];
  const people = new Set<string>();
  let read = 0;
  const from = since === undefined ? 'start' : { time: since };
  const streams = ['facts', 'decisions', 'actions'] as const;
  for await (const stored of mergedEvents({ log, streams, from, until: 'end', signal })) {
    read += 1;
    onProgress(read);
    const { event } = stored;
    if (tenant !== undefined && event.tenant !== tenant) continue;
    const isOfCase = isOf(event, conversation);
    spending.take(event, isOfCase);
    const isOfCustomer = event.type === 'customer.deleted.v1' && people.has(`${event.tenant}\n${event.subject}`);
    if (!isOfCustomer && !isOfCase) continue;
    if (event.type === 'message.received.v1' && event.connection !== undefined && event.data.author.id !== undefined) {
      const { connection, data } = event;
      people.add(`${event.tenant}\n${formatSubject({ kind: 'customer', connection, id: data.author.id as string })}`);
    }
    found.push(stored);
    if (found.length > eventsAtMost) {
      throw new DeskrailError(
        'config-invalid',
        `${conversation} has more than ${eventsAtMost} events; narrow it by --since.`,
      );
    }
  }
  return { events: found, spending: spending.lines };
}

const isOf = (event: DeskrailEvent, conversation: string): boolean =>
  event.subject === conversation ||
  event.correlationid === conversation ||
  ('about' in event.data && typeof event.data.about === 'object' && event.data.about.conversation === conversation);

async function proofsOf(
  { log, store, signal }: ReadCaseOptions,
  tenant: string,
  events: readonly StoredEvent[],
): Promise<Pick<CaseRecord, 'proofs' | 'chainFaults'>> {
  const proofs = new Map<string, ChainProof>();
  const proven = events
    .filter(({ stream }) => stream === 'decisions' || stream === 'actions')
    .map(({ event }) => event);
  const digests = new Map(proven.map((event) => [event.id, auditEntry(event, sha256).digest]));
  const pending = await store.outbox.pending({ limit: 100_000 });
  let end: ChainEnd | undefined;
  let chainFaults = 0;
  const take = (link: AuditLink) => {
    if (end !== undefined && link.sequence < end.next) return;
    if (linkFault(link, end, sha256) !== undefined) chainFaults += 1;
    end = endOfLink(link);
    for (const [index, { id, digest }] of link.entries.entries()) {
      const mine = digests.get(id);
      if (mine === undefined || proofs.has(id)) continue;
      proofs.set(id, { state: mine === digest ? 'as-linked' : 'altered', sequence: link.sequence + index });
    }
  };
  for await (const { event } of log.read({ stream: 'actions', from: 'start', until: 'end', signal })) {
    if (event.type === 'audit.linked.v1' && event.tenant === tenant) take(event.data);
  }
  for (const { event } of pending) if (event.type === 'audit.linked.v1' && event.tenant === tenant) take(event.data);
  const waiting = new Set(pending.map(({ event }) => event.id));
  for (const { id } of proven) {
    if (!proofs.has(id)) proofs.set(id, { state: waiting.has(id) ? 'waiting' : 'not-linked' });
  }
  return { proofs, chainFaults };
}
