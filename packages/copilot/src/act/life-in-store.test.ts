import type { Action, OutboxEvent } from '@deskrail/contracts';
import { openTestStore } from '@deskrail/testing/store';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { received } from '../../test/facts.js';
import { replyProposal } from '../../test/recommended.js';
import { decideLife, evolveLife, type Life, type LifeCommand, lifeOf } from './life.js';

const tenant = 'acme';
const token = 1;
const time = '2026-01-31T10:00:00.000Z';

const place = (subject: string) => ({
  specversion: '1.0' as const,
  datacontenttype: 'application/json' as const,
  ...{ source: '/copilot', subject, time, tenant, connection: 'zendesk', correlationid: subject },
  actor: 'reviewer/anna',
});

/** A reply that a person approved, in a conversation of its own. */
function approval(id: string, subject: string): readonly OutboxEvent[] {
  const [hash, recommendationId, verdictId] = [`sha256:${'0'.repeat(64)}`, `rec_${id}`, `ver_${id}`];
  const said = { recommendationId, hash, kind: 'approve', reviewer: 'reviewer/anna', decides: true } as const;
  return [
    {
      ...{ ...place(subject), id: recommendationId, type: 'reply.suggested.v1' },
      data: {
        ...{ recommendationId, hash, about: { conversation: subject }, seen: [], evidence: [], confidence: 0.9 },
        ...{ flags: [], outcome: 'review', pipeline: 'test/1', model: { name: 'test', version: '1' } },
        proposal: replyProposal as never,
      },
    },
    {
      ...{ ...place(subject), id: verdictId, type: 'verdict.given.v1' },
      data: { ...said, verdictId, final: replyProposal, finalHash: hash },
    },
    {
      ...{ ...place(subject), id: `act_${id}`, type: 'action.approved.v1' },
      data: {
        ...{ actionId: `act_${id}`, verdictId, recommendationId, conversation: subject, proposalDigest: hash },
        ...{ parameters: { kind: 'post-reply' }, index: 0, of: 1, automatic: false },
      },
    },
  ];
}

function told(id: string, subject: string, type: string, step: number): Action {
  const actionId = `act_${id}`;
  const data: Record<string, object> = {
    started: { actionId, executor: 'host-1', token },
    executed: { actionId, found: 'answer' },
    failed: { actionId, code: 'refused', permanent: true },
    uncertain: { actionId, why: 'crashed' },
    cancelled: { actionId, why: 'person' },
  };
  return { ...place(subject), id: `${actionId}/${step}`, type: `action.${type}.v1`, data: data[type] } as Action;
}

const command = fc.constantFrom<LifeCommand>(
  ...[{ type: 'start', token } as const, { type: 'find-done' } as const, { type: 'cancel' } as const],
  ...(['failed', 'uncertain', 'cancelled'] as const).map((as) => ({ type: 'end', as, token }) as const),
  ...(['executed', 'retry', 'cancel'] as const).map((outcome) => ({ type: 'resolve', outcome }) as const),
  { type: 'fail-late' },
);

test('the rules of the ledger and a store agree on where an action is, whatever is tried', async () => {
  await using store = await openTestStore();
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 8 }), async (tries) => {
      runs += 1;
      const subject = `conversation:zendesk:${runs}`;
      const fact = received(String(runs), 'How long?', { subject });
      const stored = { stream: 'facts', event: fact, position: '', cursor: '', appendedAt: fact.time } as const;
      await store.apply([stored], { group: 'projection' });
      const transact = <Result>(work: Parameters<typeof store.transact<Result>>[1]) =>
        store.transact({ tenant, conversation: subject }, work);
      const id = String(runs);
      await transact(async (unit) => {
        for (const event of approval(id, subject)) await unit.emit(event);
      });
      let life: Life = { state: 'claimed', starts: 0, token };
      for (const [step, tried] of tries.entries()) {
        // Whoever starts it again has looked.
        const decision = decideLife(life, tried.type === 'start' ? { ...tried, absent: life.starts } : tried);
        if ('refused' in decision) continue;
        life = evolveLife(life, decision.event);
        await transact((unit) => unit.emit(told(id, subject, decision.event.type, step)));
        const entry = await store.action(tenant, `act_${id}`);
        expect(lifeOf(entry)).toMatchObject({ state: life.state, starts: life.starts });
      }
    }),
    { numRuns: 60 },
  );
});
