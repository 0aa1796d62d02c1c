import {
  type Connection,
  type Fact,
  type FactIdentity,
  formatSubject,
  type NormalizeContext,
  type Origin,
  type SubjectKind,
  vendorEventFactId,
} from '@deskrail/contracts';
import { sha256Hex } from '@deskrail/webhooks/hmac';
import { derivedId } from './hash.js';

type DataOf<Each> = Each extends Fact
  ? { readonly type: Each['type']; readonly data: Omit<Each['data'], 'origin'> }
  : never;

/** A fact before its envelope and origin, which are the same for all facts of a delivery. */
export type Draft = DataOf<Fact> & {
  /** Default: the delivery's. */
  readonly subject?: string;
  readonly actor?: string;
  readonly time?: string;
  /** Where the desk's own id names the fact. Default: by the vendor's event. */
  readonly identity?: FactIdentity;
  /** Tells apart two facts of one type in one delivery. */
  readonly part?: string;
};

/** Why there is no fact: the vendor's event has none in the vocabulary, or lacks what its fact needs. */
export type NoFact = 'no-contract' | 'incomplete' | 'unknown-event';

/** What all facts of one delivery have in common. */
export interface Shared {
  readonly subject: string;
  readonly actor: string;
  readonly time: string;
  /** The vendor's own id of the event, the same in every retry. */
  readonly eventId: string | undefined;
  /** What a derived id is made of where the vendor gave none. */
  readonly change: () => unknown;
  readonly origin: Omit<Origin, 'vendor' | 'raw' | 'rawHash'>;
}

/**
 * Put envelope and origin around the drafts; the raw body, or its hash, goes on the first. The vendor's name is the
 * connection's `desk`.
 */
export async function finishFacts(
  drafts: readonly Draft[],
  shared: Shared,
  context: NormalizeContext,
): Promise<Fact[]> {
  const { connection } = context;
  const facts: Fact[] = [];
  for (const draft of drafts) {
    const subject = draft.subject ?? shared.subject;
    const isConversation = subject.startsWith('conversation:');
    const kept =
      facts.length > 0 ? undefined : connection.keep === 'hash' ? await hashOf(context) : { raw: context.raw };
    const named = draft.identity ?? identityOf(draft, shared, connection);
    const identity = named instanceof Promise ? await named : named;
    facts.push({
      specversion: '1.0',
      ...identity,
      source: `/connections/${encodeURIComponent(connection.id)}`,
      type: draft.type,
      subject,
      time: draft.time ?? shared.time,
      datacontenttype: 'application/json',
      tenant: connection.tenant,
      connection: connection.id,
      ...(isConversation ? { correlationid: subject } : {}),
      actor: draft.actor ?? shared.actor,
      authenticity: context.authenticity,
      data: { ...draft.data, origin: { vendor: connection.desk, ...shared.origin, ...kept } },
    } as Fact);
  }
  return facts;
}

function identityOf(draft: Draft, shared: Shared, connection: Connection): FactIdentity | Promise<FactIdentity> {
  const place = { tenant: connection.tenant, connection: connection.id };
  const name = draft.part === undefined ? draft.type : `${draft.type}:${draft.part}`;
  if (shared.eventId !== undefined) return vendorEventFactId(place, shared.eventId, name);
  return derivedId(place, name, { subject: draft.subject ?? shared.subject, change: shared.change() });
}

const hashOf = async ({ raw }: NormalizeContext): Promise<Pick<Origin, 'rawHash'>> => ({
  rawHash: `sha256:${await sha256Hex(raw)}`,
});

/** Such as `conversation:zendesk:5158`. */
export const subjectOf = (kind: SubjectKind, connection: Connection, id: string): string =>
  formatSubject({ kind, connection: connection.id, id });

/** What is about no conversation, customer or organization still keeps its order. */
export const connectionSubject = (connection: Connection): string => `connection:${encodeURIComponent(connection.id)}`;

/** A vendor's event without a fact of its own, kept whole. `name`: the vendor's, cut to what the contract takes. */
export const unmappedDraft = (name: string, why: NoFact): Draft => ({
  type: 'unmapped.v1',
  data: { vendorEvent: name.slice(0, 256) || '(none)', why },
});
