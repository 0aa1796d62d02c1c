import { isDeskrailApiError } from '@deskrail/client';
import { signZendesk, zendeskFixtures } from '@deskrail/testing';
import { describe, expect, it, vi } from 'vitest';
import { zendeskDesk } from './desks.ts';
import { type OpenDeskrail, openRail, secret, soon } from './open-rail.ts';
import { runFreshdeskJourney } from './run-freshdesk-journey.ts';
import { runTwilioJourney } from './run-twilio-journey.ts';
import { approve, ended, hashOf, question, runWholeWay } from './run-whole-way.ts';

/** The whole way, from a signed webhook to the reply at the desk, on whatever log and store `open` opens. */
export function runJourney(name: string, open: OpenDeskrail): void {
  describe(`the journey on ${name}`, { timeout: 40_000 }, () => {
    runWholeWay(open);
    runFreshdeskJourney(open);
    runTwilioJourney(open);

    it('sends what the reviewer edited', async () => {
      await using rail = await openRail(open, zendeskDesk());
      const { id } = rail.desk.customerWrites(question);
      const recommendation = await rail.suggested(id);
      const text = 'You have 30 days. Kind regards, Anna';
      const verdict = { kind: 'edit', hash: hashOf(recommendation), text } as const;
      await rail.client.recommendations.giveVerdict(recommendation.recommendationId, verdict);
      await ended(rail, recommendation, 'executed');
      expect(rail.repliesAt(id)).toEqual([text]);
    });

    it('sends nothing that was rejected', async () => {
      await using rail = await openRail(open, zendeskDesk());
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
      await using rail = await openRail(open, zendeskDesk());
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
      await using rail = await openRail(open, zendeskDesk());
      const body = JSON.stringify(zendeskFixtures.commentAdded({ ticket: '77', body: question.text, ...justNow() }));
      const headers = await signZendesk({ secret, timestamp: new Date().toISOString(), body });
      const deliver = () => fetch(`${rail.url()}/webhooks/zendesk`, { method: 'POST', headers, body });
      const answers = await Promise.all(Array.from({ length: 50 }, deliver));
      expect(answers.every(({ status }) => status >= 200 && status < 300)).toBe(true);

      const recommendation = await rail.suggested('77');
      const { messages } = await rail.client.conversations.get(rail.conversation('77'));
      expect(messages).toHaveLength(1);
      // Again, now that the first is done with.
      expect((await deliver()).ok).toBe(true);
      const all = await Array.fromAsync(rail.client.recommendations.all({ conversation: rail.conversation('77') }));
      expect(all.filter(({ kind }) => kind === 'reply').map((one) => one.recommendationId)).toEqual([
        recommendation.recommendationId,
      ]);
    });

    it('makes one effect of a comment that comes by both families', async () => {
      await using rail = await openRail(open, zendeskDesk('both'));
      const { id } = rail.desk.customerWrites(question);
      await rail.settled();
      expect(new Set(rail.desk.deliveries.map(({ type }) => type))).toContain('trigger');
      const recommendation = await rail.suggested(id);
      await approve(rail, recommendation);
      await ended(rail, recommendation, 'executed');
      await rail.settled();
      await vi.waitFor(async () => {
        const { messages } = await rail.client.conversations.get(rail.conversation(id));
        expect(messages.map(({ direction }) => direction)).toEqual(['received', 'sent']);
      }, soon);
      expect(rail.repliesAt(id)).toHaveLength(1);
    });

    it('goes on where it was after a restart', async () => {
      await using rail = await openRail(open, zendeskDesk());
      const { id } = rail.desk.customerWrites(question);
      const recommendation = await rail.suggested(id);
      await rail.stop();
      await rail.start();

      expect(await rail.suggested(id)).toEqual(recommendation);
      await approve(rail, recommendation);
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
