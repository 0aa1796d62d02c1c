import {
  type AuditLink,
  auditEntry,
  type ChainEnd,
  type Conversation,
  canonicalJson,
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
  readonly proofs: ReadonlyMap<DeskrailEvent, ChainProof>;
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
  const isTold = toldAlike();
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
    if (isTold(stored)) continue;
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

/** The log may hold an id twice. One effect is told once; what differs from what was decided or done is told beside it. */
function toldAlike(): (stored: StoredEvent) => boolean {
  const told = new Set<string>();
  return ({ stream, event }) => {
    const key = [stream, event.tenant, event.id, ...(stream === 'facts' ? [] : [canonicalJson(event)])].join('\n');
    if (told.has(key)) return true;
    told.add(key);
    return false;
  };
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
  const proven = events
    .filter(({ stream }) => stream === 'decisions' || stream === 'actions')
    .map(({ event }) => event);
  const ids = new Set(proven.map(({ id }) => id));
  const linked = new Map<string, { readonly digest: string; readonly sequence: number }>();
  const pending = await store.outbox.pending({ limit: 100_000 });
  let end: ChainEnd | undefined;
  let chainFaults = 0;
  const take = (link: AuditLink) => {
    if (end !== undefined && link.sequence < end.next) return;
    if (linkFault(link, end, sha256) !== undefined) chainFaults += 1;
    end = endOfLink(link);
    for (const [index, { id, digest }] of link.entries.entries()) {
      if (ids.has(id) && !linked.has(id)) linked.set(id, { digest, sequence: link.sequence + index });
    }
  };
  for await (const { event } of log.read({ stream: 'actions', from: 'start', until: 'end', signal })) {
    if (event.type === 'audit.linked.v1' && event.tenant === tenant) take(event.data);
  }
  for (const { event } of pending) if (event.type === 'audit.linked.v1' && event.tenant === tenant) take(event.data);
  const waiting = new Set(pending.map(({ event }) => event.id));
  // By event, not by id: of two that share one, one may be as it was linked and the other not.
  const proofs = proven.map((event): [DeskrailEvent, ChainProof] => {
    const link = linked.get(event.id);
    if (link === undefined) return [event, { state: waiting.has(event.id) ? 'waiting' : 'not-linked' }];
    const isAsLinked = auditEntry(event, sha256).digest === link.digest;
    return [event, { state: isAsLinked ? 'as-linked' : 'altered', sequence: link.sequence }];
  });
  return { proofs: new Map(proofs), chainFaults };
}
