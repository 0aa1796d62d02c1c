import { createHash } from 'node:crypto';
import type { Envelope, EventByType, OutboxEvent, ReplyProposal, VerdictGiven } from '@deskrail/contracts';
import { createSigner, type SigningKey } from '@deskrail/copilot';
import { openSqliteLog } from '@deskrail/event-log/sqlite';
import { startProjection, startRelay } from '@deskrail/store';
import { openSqliteStore } from '@deskrail/store/sqlite';
import type { TestDatabase } from '@deskrail/testing';

/** Put cases into a test's database as an instance would have: suggested, approved, signed, carried out and linked. */
export async function provenRecord(
  database: TestDatabase,
  { cases, key, erased }: { readonly cases: number; readonly key?: SigningKey; readonly erased?: number },
): Promise<void> {
  await using log = await openSqliteLog({ file: database });
  const store = await openSqliteStore({ database });
  const relay = startRelay({ store, log });
  const projection = await startProjection({ store, log });
  for (let index = 0; index < cases; index += 1) {
    const fact = messageFact(index);
    await log.append('facts', [fact]);
    await store.holds(fact.id, { tenant: 'acme', timeoutMs: 5_000 });
    for (const part of parts(index, key)) {
      await store.transact({ tenant: 'acme', conversation: subjectOf(index) }, async (unit) => {
        for (const event of part) await unit.emit(event);
      });
    }
  }
  if (erased !== undefined) {
    const fact = redaction(erased);
    await log.append('facts', [fact]);
    await store.holds(fact.id, { tenant: 'acme', timeoutMs: 5_000 });
  }
  while ((await store.outbox.depth()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await projection.close();
  await relay.close();
  await store.close();
}

export const subjectOf = (index: number): string => `conversation:zendesk:${index}`;
export const answerOf = (index: number): string => `Orders arrive within ${index + 2} days.`;

const saltOf = (index: number): string => createHash('sha256').update(`salt ${index}`).digest('hex').slice(0, 32);

const envelope = (id: string, index: number, actor: string, second: number): Omit<Envelope, 'type'> => ({
  specversion: '1.0',
  ...{ id, source: '/test', subject: subjectOf(index), correlationid: subjectOf(index) },
  time: `2026-01-31T10:00:${String(second).padStart(2, '0')}Z`,
  datacontenttype: 'application/json',
  ...{ tenant: 'acme', connection: 'zendesk', actor },
});

const messageFact = (index: number): EventByType<'message.received.v1'> => ({
  ...envelope(`acme/zendesk/message/${index}`, index, `customer/c${index}`, 0),
  ...({ authenticity: 'signed', identity: 'exact' } as const),
  type: 'message.received.v1',
  data: {
    messageId: String(index),
    author: { kind: 'customer', id: `c${index}` },
    visibility: 'public',
    text: `Where is order ${index}?`,
    origin: { vendor: 'zendesk', by: 'event' },
  },
});

const redaction = (index: number): EventByType<'message.redacted.v1'> => ({
  ...envelope(`redaction/${index}`, index, 'agent/7', 9),
  ...({ authenticity: 'signed', identity: 'exact' } as const),
  type: 'message.redacted.v1',
  data: { messageId: String(index), part: 'text', origin: { vendor: 'zendesk', by: 'event' } },
});

/** What one transaction each emits. */
function parts(index: number, key: SigningKey | undefined): OutboxEvent[][] {
  const hash = `sha256:${createHash('sha256').update(`${index}`).digest('hex')}`;
  const ids = { recommendationId: `rec_${index}`, verdictId: `ver_${index}`, actionId: `act_${index}` };
  const { recommendationId, verdictId, actionId } = ids;
  const text = answerOf(index);
  const final: ReplyProposal = { kind: 'reply', visibility: 'public', text, sentences: [{ text, evidence: ['e1'] }] };
  const suggested: OutboxEvent = {
    ...envelope(recommendationId, index, 'model/embedded', 1),
    policyversion: `sha256:${'2'.repeat(64)}`,
    type: 'reply.suggested.v1',
    data: {
      ...{ recommendationId, hash, seen: [messageFact(index).id], proposal: final, salt: saltOf(index) },
      about: { conversation: subjectOf(index), fact: messageFact(index).id },
      evidence: [
        {
          id: 'e1',
          source: { id: 'articles/delivery.md', kind: 'article', title: 'Delivery times' },
          version: `sha256:${'1'.repeat(64)}`,
          span: { start: 120, end: 120 + text.length },
          quote: text,
          score: 0.8,
          retrievedAt: '2026-01-31T09:30:00Z',
          scope: [],
        },
      ],
      ...{ confidence: 0.8, flags: [], outcome: 'review', rule: 'replies', pipeline: 'embedded/1' },
      model: { name: 'embedded', version: '1' },
    },
  };
  const given: VerdictGiven = {
    ...envelope(verdictId, index, 'reviewer/anna', 2),
    policyversion: `sha256:${'2'.repeat(64)}`,
    type: 'verdict.given.v1',
    data: {
      ...{ verdictId, recommendationId, hash, kind: 'approve', reviewer: 'reviewer/anna', decides: true },
      ...{ comment: 'Looks right.', final, finalHash: hash, salt: saltOf(index + 1_000) },
    },
  };
  const verdict =
    key === undefined ? given : { ...given, data: { ...given.data, signature: createSigner(key)(given) } };
  const approved: OutboxEvent = {
    ...envelope(actionId, index, 'reviewer/anna', 2),
    type: 'action.approved.v1',
    data: {
      ...{ actionId, verdictId, recommendationId, conversation: subjectOf(index), proposalDigest: hash },
      ...{ parameters: { kind: 'post-reply' }, index: 0, of: 1, automatic: false },
    },
  };
  const started: OutboxEvent = {
    ...envelope(`${actionId}/started/1`, index, 'system/executor', 3),
    type: 'action.started.v1',
    data: { actionId, executor: 'host-1', token: 1 },
  };
  const executed: OutboxEvent = {
    ...envelope(`${actionId}/executed`, index, 'system/executor', 4),
    type: 'action.executed.v1',
    data: { actionId, vendorId: `comment-${index}`, found: 'answer' },
  };
  return [[suggested], [verdict, approved], [started], [executed]];
}
