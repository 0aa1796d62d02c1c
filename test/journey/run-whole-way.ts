import type { RecommendationView } from '@deskrail/contracts';
import { twilioFixtures } from '@deskrail/testing';
import { describe, expect, it, vi } from 'vitest';
import { freshdeskDesk, pairWith, twilioDesk, zendeskDesk } from './desks.ts';
import { type EmulatedDesk, type OpenDesk, type OpenDeskrail, openRail, type Rail, soon } from './open-rail.ts';

export const question = {
  subject: 'Returning the Larch 3',
  text: 'How long do I have to return a tent, and what does the return cost?',
};
export const hashOf = ({ hash }: RecommendationView): string => hash ?? '';

/** Waits until the ledger holds an action of the recommendation that ended so. */
export const ended = (rail: Pick<Rail<unknown>, 'client'>, recommendation: RecommendationView, status: string) =>
  vi.waitFor(async () => {
    const { actions } = await rail.client.recommendations.get(recommendation.recommendationId);
    expect(actions.map((action) => action.status)).toEqual([status]);
    return actions[0];
  }, soon);

export const approve = (rail: Pick<Rail<unknown>, 'client'>, recommendation: RecommendationView) =>
  rail.client.recommendations.giveVerdict(recommendation.recommendationId, {
    kind: 'approve',
    hash: hashOf(recommendation),
  });

interface Way {
  readonly name: string;
  readonly open: (deskrail: OpenDeskrail) => Promise<{ readonly rail: Rail<EmulatedDesk>; readonly asked: string }>;
}

/** `ask`: a customer writes for the first time; the answer is the desk's id of the conversation. */
const way = <Desk extends EmulatedDesk>(name: string, desk: OpenDesk<Desk>, ask: (desk: Desk) => string): Way => ({
  name,
  open: async (deskrail) => {
    const rail = await openRail(deskrail, desk);
    return { rail, asked: ask(rail.desk) };
  },
});

const { customer: from } = twilioFixtures.sample;
const { text } = question;

const ways: readonly Way[] = [
  way('Zendesk by its events', zendeskDesk(), (desk) => desk.customerWrites(question).id),
  way('Freshdesk by the default payload', freshdeskDesk('simple'), (desk) => desk.customerWrites(question).id),
  way('Freshdesk by our template', freshdeskDesk('template'), (desk) => desk.customerWrites(question).id),
  way('Freshdesk by an app', freshdeskDesk('app'), (desk) => desk.customerWrites(question).id),
  way('Twilio by SMS', twilioDesk(), (desk) => {
    desk.customerTexts({ from, text });
    return pairWith(from);
  }),
  way('Twilio by WhatsApp', twilioDesk(), (desk) => {
    desk.customerTexts({ from, text, channel: 'whatsapp', profileName: 'Robin Sample' });
    return pairWith(from, 'whatsapp:');
  }),
  way(
    'Twilio in a conversation',
    twilioDesk(),
    (desk) => desk.customerWritesInConversation({ from: 'visitor', channel: 'chat', text }).sid,
  ),
];

/** From a webhook to the reply at the desk and back, at every desk and by every way in which its webhooks come. */
export function runWholeWay(open: OpenDeskrail): void {
  describe.each(ways)('$name', (way) => {
    it('goes from a webhook to the reply at the desk, once', async () => {
      const { rail: opened, asked } = await way.open(open);
      await using rail = opened;
      const recommendation = await rail.suggested(asked);
      expect(recommendation.proposal).toMatchObject({ kind: 'reply', visibility: 'public' });
      expectEvidence(recommendation);

      const [first, again] = await Promise.all([approve(rail, recommendation), approve(rail, recommendation)]);
      expect([first.repeated, again.repeated].sort()).toEqual([false, true]);
      expect(first.verdict.reviewer).toBe('reviewer/anna');
      await ended(rail, recommendation, 'executed');
      const text = recommendation.proposal?.kind === 'reply' ? recommendation.proposal.text : '';
      expect(rail.repliesAt(asked)).toEqual([text]);

      // It comes back, is known as our own, and starts nothing.
      await rail.settled();
      await vi.waitFor(async () => {
        const { messages } = await rail.client.conversations.get(rail.conversation(asked));
        // In which order is the desk's clock's to say, and Twilio's has whole seconds.
        expect(messages).toHaveLength(2);
        const sent = messages.find(({ direction }) => direction === 'sent');
        expect(sent).toMatchObject({ text, actionId: expect.stringMatching(/^act_/) });
      }, soon);
      await everythingRead(rail);
      const after = await rail.client.recommendations.page({ conversation: rail.conversation(asked), status: 'open' });
      expect(after.items.filter(({ kind }) => kind === 'reply')).toEqual([]);
      expect(rail.repliesAt(asked)).toHaveLength(1);
    });

    it('finds at the desk what it sent before it went down', async () => {
      const { rail: opened, asked } = await way.open(open);
      await using rail = opened;
      const recommendation = await rail.suggested(asked);
      // The desk does what it is asked, and the answer never comes: only the end of the process ends the wait.
      let sent = false;
      rail.intercept(async (request) => {
        const answer = await rail.desk.fetch(request.clone());
        if (request.method === 'GET') return answer;
        sent = true;
        return new Promise((_, reject) => {
          request.signal.addEventListener('abort', () => reject(request.signal.reason), { once: true });
        });
      });
      await approve(rail, recommendation);
      await vi.waitFor(() => expect(sent).toBe(true), soon);
      await rail.stop();

      rail.intercept(undefined);
      rail.later(10 * 60_000);
      await rail.start();
      const action = await ended(rail, recommendation, 'executed');
      expect(action?.found).toBe('marker');
      expect(rail.repliesAt(asked)).toHaveLength(1);
    });
  });
}

/** Every sentence that cites anything cites a passage that stands where it is said to stand. */
function expectEvidence({ evidence = [], proposal }: RecommendationView): void {
  const cited = (proposal?.kind === 'reply' ? proposal.sentences : []).flatMap(({ evidence: ids }) => ids);
  expect(cited.length).toBeGreaterThan(0);
  for (const id of cited) {
    const found = evidence.find((one) => one.id === id);
    expect(found).toMatchObject({ quote: expect.stringMatching(/./), version: expect.stringMatching(/^sha256:/) });
    expect((found?.span.end ?? 0) - (found?.span.start ?? 0)).toBe(found?.quote.length);
  }
}

/** The projection and the copilot have seen all facts that there are. */
const everythingRead = (rail: Rail<unknown>) =>
  vi.waitFor(async () => {
    for (const group of ['projection', 'copilot']) {
      const lag = await rail.deskrail().log.lag({ group });
      expect(lag.reduce((sum, { events }) => sum + events, 0)).toBe(0);
    }
  }, soon);
