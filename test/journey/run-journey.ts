import { isDeskrailApiError } from '@deskrail/client';
import type { RecommendationView } from '@deskrail/contracts';
import { signZendesk, zendeskFixtures } from '@deskrail/testing';
import { describe, expect, it, vi } from 'vitest';
import { conversationOf, type OpenDeskrail, openRail, type Rail, secret, soon } from './open-rail.ts';

const question = {
  subject: 'Returning the Larch 3',
  text: 'How long do I have to return a tent, and what does the return cost?',
};
const hashOf = ({ hash }: RecommendationView): string => hash ?? '';

/** Waits until the ledger holds an action of the recommendation that ended so. */
const ended = (rail: Rail, recommendation: RecommendationView, status: string) =>
  vi.waitFor(async () => {
    const { actions } = await rail.client.recommendations.get(recommendation.recommendationId);
    expect(actions.map((action) => action.status)).toEqual([status]);
    return actions[0];
  }, soon);

/** The whole way, from a signed webhook to the reply at the desk, on whatever log and store `open` opens. */
export function runJourney(name: string, open: OpenDeskrail): void {
  describe(`the journey on ${name}`, { timeout: 40_000 }, () => {
    it('goes from a webhook to the reply at the desk, once', async () => {
      await using rail = await openRail(open);
      const { id } = rail.desk.customerWrites(question);
      const recommendation = await rail.suggested(id);

      expect(recommendation.proposal).toMatchObject({ kind: 'reply', visibility: 'public' });
      const evidence = recommendation.evidence ?? [];
      const cited = recommendation.proposal?.kind === 'reply' ? recommendation.proposal.sentences : [];
      expect(cited.some(({ evidence: ids }) => ids.length > 0)).toBe(true);
      for (const evidenceId of cited.flatMap(({ evidence: ids }) => ids)) {
        const found = evidence.find((one) => one.id === evidenceId);
        expect(found).toMatchObject({ quote: expect.stringMatching(/./), version: expect.stringMatching(/^sha256:/) });
        expect((found?.span.end ?? 0) - (found?.span.start ?? 0)).toBe(found?.quote.length);
      }

      const { recommendationId, hash } = recommendation;
      const verdict = { kind: 'approve', hash: hash ?? '' } as const;
      const [first, again] = await Promise.all([
        rail.client.recommendations.giveVerdict(recommendationId, verdict),
        rail.client.recommendations.giveVerdict(recommendationId, verdict),
      ]);
      expect([first.repeated, again.repeated].sort()).toEqual([false, true]);
      expect(first.verdict.reviewer).toBe('reviewer/anna');

      await ended(rail, recommendation, 'executed');
      const text = recommendation.proposal?.kind === 'reply' ? recommendation.proposal.text : '';
      expect(rail.repliesAt(id)).toEqual([text]);

      // It comes back as a webhook, is known as our own, and starts nothing.
      await vi.waitFor(async () => {
        const { messages } = await rail.client.conversations.get(conversationOf(id));
        expect(messages.map(({ direction }) => direction)).toEqual(['received', 'sent']);
        expect(messages[1]).toMatchObject({ text, actionId: expect.stringMatching(/^act_/) });
      }, soon);
      const open_ = await rail.client.recommendations.page({ conversation: conversationOf(id), status: 'open' });
      expect(open_.items.filter(({ kind }) => kind === 'reply')).toEqual([]);
    });

    it('sends what the reviewer edited', async () => {
      await using rail = await openRail(open);
      const { id } = rail.desk.customerWrites(question);
      const recommendation = await rail.suggested(id);
      const text = 'You have 30 days. Kind regards, Anna';
      const verdict = { kind: 'edit', hash: hashOf(recommendation), text } as const;
      await rail.client.recommendations.giveVerdict(recommendation.recommendationId, verdict);
      await ended(rail, recommendation, 'executed');
      expect(rail.repliesAt(id)).toEqual([text]);
    });

    it('sends nothing that was rejected', async () => {
      await using rail = await openRail(open);
      const { id } = rail.desk.customerWrites(question);
      const recommendation = await rail.suggested(id);
      const { recommendation: after } = await rail.client.recommendations.giveVerdict(recommendation.recommendationId, {
        kind: 'reject',
        hash: hashOf(recommendation),
        reason: { code: 'outdated-source' },
      });
      expect(after).toMatchObject({ status: 'rejected', actions: [] });
      expect(rail.desk.calls.filter(({ method }) => method === 'PUT')).toEqual([]);
    });

    it('refuses a verdict on what the reviewer did not see', async () => {
      await using rail = await openRail(open);
      const { id } = rail.desk.customerWrites(question);
      const seen = await rail.suggested(id);
      const verdicts = rail.client.recommendations;
      const refusal = await verdicts
        .giveVerdict(seen.recommendationId, { kind: 'approve', hash: `sha256:${'0'.repeat(64)}` })
        .catch((error: unknown) => error);
      expect(isDeskrailApiError(refusal, 'stale-hash')).toBe(true);
      expect(refusal).toMatchObject({ status: 409, problem: { hash: seen.hash } });

      // The customer writes on: what was seen is no longer what would be answered.
      rail.desk.customerWrites({ ticket: id, text: 'I forgot: the return is from Ireland. What does it cost then?' });
      await vi.waitFor(async () => {
        expect((await verdicts.get(seen.recommendationId)).status).toBe('superseded');
      }, soon);
      const late = await verdicts
        .giveVerdict(seen.recommendationId, { kind: 'approve', hash: hashOf(seen) })
        .catch((error: unknown) => error);
      expect(isDeskrailApiError(late, 'superseded')).toBe(true);
      expect(rail.repliesAt(id)).toEqual([]);
    });

    it('makes one effect of fifty deliveries at once', async () => {
      await using rail = await openRail(open);
      const body = JSON.stringify(zendeskFixtures.commentAdded({ ticket: '77', body: question.text, ...justNow() }));
      const headers = await signZendesk({ secret, timestamp: new Date().toISOString(), body });
      const deliver = () => fetch(`${rail.url()}/webhooks/zendesk`, { method: 'POST', headers, body });
      const answers = await Promise.all(Array.from({ length: 50 }, deliver));
      expect(answers.every(({ status }) => status >= 200 && status < 300)).toBe(true);

      const recommendation = await rail.suggested('77');
      const { messages } = await rail.client.conversations.get(conversationOf('77'));
      expect(messages).toHaveLength(1);
      // Again, now that the first is done with.
      expect((await deliver()).ok).toBe(true);
      const all = await Array.fromAsync(rail.client.recommendations.all({ conversation: conversationOf('77') }));
      expect(all.filter(({ kind }) => kind === 'reply').map((one) => one.recommendationId)).toEqual([
        recommendation.recommendationId,
      ]);
    });

    it('makes one effect of a comment that comes by both families', async () => {
      await using rail = await openRail(open, { families: 'both' });
      const { id } = rail.desk.customerWrites(question);
      await rail.desk.settled();
      expect(new Set(rail.desk.deliveries.map(({ type }) => type))).toContain('trigger');
      const recommendation = await rail.suggested(id);
      await rail.client.recommendations.giveVerdict(recommendation.recommendationId, {
        kind: 'approve',
        hash: hashOf(recommendation),
      });
      await ended(rail, recommendation, 'executed');
      await rail.desk.settled();
      await vi.waitFor(async () => {
        const { messages } = await rail.client.conversations.get(conversationOf(id));
        expect(messages.map(({ direction }) => direction)).toEqual(['received', 'sent']);
      }, soon);
      expect(rail.repliesAt(id)).toHaveLength(1);
    });

    it('finds by its marker what it sent before it went down', async () => {
      await using rail = await openRail(open);
      const { id } = rail.desk.customerWrites(question);
      const recommendation = await rail.suggested(id);
      // The desk does what it is asked, and the answer never comes: only the end of the process ends the wait.
      const sent = new Promise<void>((resolve) => {
        rail.intercept(async (request) => {
          const answer = await rail.desk.fetch(request.clone());
          if (request.method !== 'PUT') return answer;
          resolve();
          return new Promise((_, reject) => {
            request.signal.addEventListener('abort', () => reject(request.signal.reason), { once: true });
          });
        });
      });
      await rail.client.recommendations.giveVerdict(recommendation.recommendationId, {
        kind: 'approve',
        hash: hashOf(recommendation),
      });
      await sent;
      await rail.stop();

      rail.intercept(undefined);
      rail.later(10 * 60_000);
      await rail.start();
      const action = await ended(rail, recommendation, 'executed');
      expect(action?.found).toBe('marker');
      expect(rail.repliesAt(id)).toHaveLength(1);
    });

    it('goes on where it was after a restart', async () => {
      await using rail = await openRail(open);
      const { id } = rail.desk.customerWrites(question);
      const recommendation = await rail.suggested(id);
      await rail.stop();
      await rail.start();

      expect(await rail.suggested(id)).toEqual(recommendation);
      await rail.client.recommendations.giveVerdict(recommendation.recommendationId, {
        kind: 'approve',
        hash: hashOf(recommendation),
      });
      await ended(rail, recommendation, 'executed');
      await rail.stop();
      await rail.start();
      await ended(rail, recommendation, 'executed');
      expect(rail.repliesAt(id)).toHaveLength(1);
    });
  });
}

const justNow = () => {
  const now = new Date().toISOString();
  return { time: now, detail: { created_at: now, updated_at: now, status: 'OPEN' } };
};
