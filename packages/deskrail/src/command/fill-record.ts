import {
  type Clock,
  type Envelope,
  type EventByType,
  type OutboxEvent,
  type Proposal,
  proposalHash,
  systemClock,
  vocabulary,
} from '@deskrail/contracts';
import { openSqliteLog, type SqliteFile } from '@deskrail/event-log/sqlite';
import { startProjection, startRelay } from '@deskrail/store';
import { openSqliteStore } from '@deskrail/store/sqlite';

/** One customer's message and what came of it. */
export interface Told {
  readonly text: string;
  readonly proposal?: Proposal;
  /** Default: nobody judged. */
  readonly verdict?: Partial<EventByType<'verdict.given.v1'>['data']> &
    Pick<EventByType<'verdict.given.v1'>['data'], 'kind'>;
  readonly erased?: boolean;
}

/** A moment after the facts of the record: they are told while they are young. */
export const recordClock = { now: () => Date.parse('2026-01-31T10:00:05Z') };

/** Put messages, recommendations and verdicts into a test's database, as an instance would have. */
export async function fillRecord(
  database: SqliteFile,
  told: readonly Told[],
  { clock = systemClock }: { readonly clock?: Clock } = {},
): Promise<void> {
  await using log = await openSqliteLog({ file: database, clock });
  const store = await openSqliteStore({ database, clock });
  const relay = startRelay({ store, log });
  const projection = await startProjection({ store, log });
  const { signal } = new AbortController();
  for (const [index, one] of told.entries()) {
    const facts = factsOf(index, one);
    await log.append('facts', facts);
    await store.holds(facts[0].id, { tenant: 'acme', timeoutMs: 5_000 });
    const events = await decisionsOf(index, one);
    const subject = subjectOf(index);
    await store.transact({ tenant: 'acme', conversation: subject }, async (unit) => {
      for (const event of events) await unit.emit(event);
    });
    for (const event of events) await store.outbox.relayed(event.id, { signal });
    const redaction = factEnvelope(`redaction-${index}`, index);
    const origin = { vendor: 'zendesk', by: 'event' } as const;
    if (!one.erased) continue;
    await log.append('facts', [
      { ...redaction, type: 'message.redacted.v1', data: { messageId: String(index), part: 'text', origin } },
    ]);
    await store.holds(redaction.id, { tenant: 'acme', timeoutMs: 5_000 });
  }
  await projection.close();
  await relay.close();
  await store.close();
}

const subjectOf = (index: number) => `conversation:zendesk:${index}`;

const envelope = (id: string, index: number): Omit<Envelope, 'type'> => ({
  specversion: '1.0',
  ...{ id, source: '/test', subject: subjectOf(index), time: '2026-01-31T10:00:00Z' },
  datacontenttype: 'application/json',
  ...{ tenant: 'acme', connection: 'zendesk', actor: 'system/test' },
});

const factEnvelope = (id: string, index: number) =>
  ({ ...envelope(id, index), authenticity: 'signed', identity: 'exact' }) as const;

const messageFact = (index: number) => `acme/zendesk/message/${index}`;

function factsOf(index: number, { text }: Told): [EventByType<'message.received.v1'>] {
  const author = { kind: 'customer', id: `c${index}` } as const;
  const origin = { vendor: 'zendesk', by: 'event' } as const;
  return [
    {
      ...factEnvelope(messageFact(index), index),
      type: 'message.received.v1',
      data: { messageId: String(index), author, visibility: 'public', text, origin },
    },
  ];
}

async function decisionsOf(index: number, { proposal, verdict }: Told): Promise<OutboxEvent[]> {
  const recommendationId = `rec_${index}`;
  const fact = messageFact(index);
  const about = { conversation: subjectOf(index), fact };
  const shared = { recommendationId, about, seen: [fact], pipeline: 'copilot/1 embedded/1 embedded/1' };
  const features: OutboxEvent = {
    ...envelope(`${fact}/features`, index),
    type: 'features.derived.v1',
    data: { ...vocabulary.features[0].examples[0], about: fact } as EventByType<'features.derived.v1'>['data'],
  };
  if (proposal === undefined) {
    const data = { ...shared, kind: 'reply', reason: 'no-evidence' } as const;
    return [features, { ...envelope(recommendationId, index), type: 'recommendation.withheld.v1', data }];
  }
  const hash = await proposalHash(proposal, []);
  const suggested = {
    ...envelope(recommendationId, index),
    type: `${proposal.kind}.suggested.v1`,
    data: {
      ...{ ...shared, hash, evidence: [], confidence: 0.9, flags: [], outcome: 'review', proposal },
      model: { name: 'embedded', version: '1' },
    },
  } as OutboxEvent;
  if (verdict === undefined) return [features, suggested];
  const id = `ver_${index}`;
  const given: OutboxEvent = {
    ...envelope(id, index),
    time: '2026-01-31T10:01:30Z',
    type: 'verdict.given.v1',
    data: {
      ...{ verdictId: id, recommendationId, hash, reviewer: 'reviewer/anna', decides: true },
      ...(verdict.kind !== 'reject' && { final: proposal, finalHash: hash }),
      ...verdict,
    },
  };
  return [features, suggested, given];
}
