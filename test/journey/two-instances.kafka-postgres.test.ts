import { isDeskrailApiError } from '@deskrail/client';
import { temporaryFolder } from '@deskrail/testing';
import { describe, expect, it, vi } from 'vitest';
import { openInstances, suggestedReplies, within } from './open-instances.ts';

const question = (number: number) => ({
  subject: `Returning tent ${number}`,
  text: 'How long do I have to return a tent, and what does the return cost?',
});

describe('two instances on one Kafka and one PostgreSQL', { timeout: 180_000 }, () => {
  it('decide each recommendation once, and carry out each action once', async () => {
    await using place = await openInstances();
    const [one, other] = [await place.open(), await place.open()];
    const count = 12;
    for (let number = 0; number < count; number += 1) place.desk.customerWrites(question(number));
    const replies = await suggestedReplies(one.client('anna'), count);
    expect(replies).toHaveLength(count);

    // At the same moment, another verdict at each instance.
    const outcomes = await Promise.all(
      replies.map(async ({ recommendationId, hash = '' }) => {
        const verdicts = await Promise.allSettled([
          one.client('anna').recommendations.giveVerdict(recommendationId, { kind: 'approve', hash }),
          other
            .client('ben')
            .recommendations.giveVerdict(recommendationId, { kind: 'reject', hash, reason: { code: 'tone' } }),
        ]);
        const won = verdicts.filter(({ status }) => status === 'fulfilled');
        const lost = verdicts.filter((verdict) => verdict.status === 'rejected');
        expect([won.length, lost.length]).toEqual([1, 1]);
        expect(lost.every(({ reason }) => isDeskrailApiError(reason, 'already-decided'))).toBe(true);
        return { recommendationId, approved: verdicts[0]?.status === 'fulfilled' };
      }),
    );

    // Both tell the same, whoever is asked.
    for (const { recommendationId, approved } of outcomes) {
      await vi.waitFor(async () => {
        const views = await Promise.all(
          [one, other].map((instance) => instance.client('anna').recommendations.get(recommendationId)),
        );
        expect(views[0]).toEqual(views[1]);
        expect(views[0]?.status).toBe(approved ? 'approved' : 'rejected');
        expect(views[0]?.actions.map(({ status }) => status)).toEqual(approved ? ['executed'] : []);
      }, within);
    }
    const approvals = outcomes.filter(({ approved }) => approved).length;
    const sent = [...place.replies().values()].map((texts) => texts.length);
    expect(sent.toSorted()).toEqual([...Array(count - approvals).fill(0), ...Array(approvals).fill(1)]);
  });

  it('go on when either is closed in the middle', async () => {
    await using place = await openInstances({
      policy: { rules: [{ id: 'all', when: { kind: 'reply' }, outcome: 'auto' }] },
    });
    const count = 24;
    let first = await place.open();
    let second = await place.open();
    for (let number = 0; number < count; number += 1) {
      place.desk.customerWrites(question(number));
      if (number === 8) {
        await first.close();
        first = await place.open();
      }
      if (number === 16) {
        await second.close();
        second = await place.open();
      }
    }
    await place.desk.settled();
    await vi.waitFor(() => {
      expect([...place.replies().values()].map((texts) => texts.length)).toEqual(Array(count).fill(1));
    }, within);
    // Neither the ledger nor the desk knows of a second one, nor does the log hold two endings of one action.
    for (const instance of [first, second]) {
      await vi.waitFor(async () => {
        const actions = await Array.fromAsync(instance.client('anna').actions.all({ limit: 200 }));
        expect(actions).toHaveLength(count);
        expect(new Set(actions.map(({ status }) => status))).toEqual(new Set(['executed']));
      }, within);
    }
    // The ledger knows before the log: what it decided is on its way there.
    await vi.waitFor(async () => {
      const ends = await Array.fromAsync(first.deskrail.log.read({ stream: 'actions' }));
      const executed = ends.flatMap(({ event }) => (event.type === 'action.executed.v1' ? [event.id] : []));
      expect(new Set(executed).size).toBe(count);
    }, within);
  });

  it('share the work by role, each with what it needs alone', async () => {
    await using spool = await temporaryFolder();
    await using place = await openInstances();
    const receiver = await place.open({ roles: ['receive'], data: spool.path });
    await place.open({ roles: ['project', 'recommend'] });
    await place.open({ roles: ['execute'] });
    const api = await place.open({ roles: ['api'] });
    const { id } = place.desk.customerWrites(question(1));
    const [reply] = await suggestedReplies(api.client('anna'), 1);
    await api.client('anna').recommendations.giveVerdict(reply?.recommendationId ?? '', {
      kind: 'approve',
      hash: reply?.hash ?? '',
    });
    await vi.waitFor(() => expect(place.replies().get(id)).toHaveLength(1), within);

    const ready = await fetch(`${receiver.url}/readyz`);
    const { parts } = (await ready.json()) as { parts: Record<string, unknown> };
    expect(parts).toMatchObject({ log: { state: 'ready', detail: 'Kafka' }, spool: { state: 'ready' } });
    expect(parts).not.toHaveProperty('store');
    expect((await fetch(`${receiver.url}/v1/session`)).status).toBe(404);
    expect((await fetch(`${api.url}/webhooks/zendesk`, { method: 'POST' })).status).toBe(404);
    const metrics = await (await fetch(`${receiver.url}/metrics`)).text();
    expect(metrics).toContain('deskrail_spool_events 0');
    const apiMetrics = await (await fetch(`${api.url}/metrics`)).text();
    expect(apiMetrics).toContain('deskrail_postgres_connections_max 10');
    expect(apiMetrics).toContain('deskrail_consumer_lag_seconds{group="projection"');
    expect(() => receiver.deskrail.store).toThrow('only receives');
  });
});
