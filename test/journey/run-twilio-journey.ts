import type { SubmitVerdict } from '@deskrail/contracts';
import { type TwilioEmulator, twilioFixtures } from '@deskrail/testing';
import { describe, expect, it, vi } from 'vitest';
import { pairWith, twilioDesk } from './desks.ts';
import { type OpenDeskrail, openRail, type Rail, soon } from './open-rail.ts';
import { approve, ended, hashOf, question } from './run-whole-way.ts';

const { customer: from } = twilioFixtures.sample;
const { text } = question;
const bySms = pairWith(from);
const byWhatsApp = pairWith(from, 'whatsapp:');
const dayMs = 86_400_000;

/** What is Twilio's own on the way. */
export function runTwilioJourney(open: OpenDeskrail): void {
  describe('Twilio', () => {
    it('tells of each message how far it came', async () => {
      await using rail = await openRail(open, twilioDesk());
      rail.desk.customerTexts({ from, text });
      const recommendation = await rail.suggested(bySms);
      await approve(rail, recommendation);
      const action = await ended(rail, recommendation, 'executed');
      await rail.settled();
      await vi.waitFor(async () => {
        const { messages } = await rail.client.conversations.get(rail.conversation(bySms));
        const sent = messages.find(({ id }) => id === action?.vendorId);
        expect(sent).toMatchObject({ direction: 'sent', delivery: 'delivered', actionId: action?.id });
      }, soon);
    });

    it('sends nothing to whoever said STOP, until START', async () => {
      await using rail = await openRail(open, twilioDesk());
      rail.desk.customerTexts({ from, text });
      const crossed = await rail.suggested(bySms);
      rail.desk.customerTexts({ from, text: 'STOP' });
      await consentIs(rail, 'opted-out');
      await expect(approve(rail, crossed)).rejects.toMatchObject({ code: 'superseded' });

      const sorry = rail.desk.customerTexts({ from, text: `Sorry, one more. ${text}` });
      const flagged = await suggestedTo(rail, sorry.sid);
      expect(flagged.flags).toContain('opted-out');
      await approve(rail, flagged);
      expect(await ended(rail, flagged, 'cancelled')).toMatchObject({ code: 'opted-out' });
      expect(rail.repliesAt(bySms)).toEqual([]);

      rail.desk.customerTexts({ from, text: 'START' });
      await consentIs(rail, 'opted-in');
      const again = rail.desk.customerTexts({ from, text: `Again: ${text}` });
      const freed = await suggestedTo(rail, again.sid);
      await approve(rail, freed);
      await ended(rail, freed, 'executed');
      expect(rail.repliesAt(bySms)).toHaveLength(1);
    });

    it('fails outside the 24 hours of WhatsApp, where an approved template goes', async () => {
      await using rail = await openRail(open, twilioDesk());
      rail.desk.customerTexts({ from, text, channel: 'whatsapp' });
      const recommendation = await rail.suggested(byWhatsApp);
      rail.later(dayMs + 60_000);
      await approve(rail, recommendation);
      expect(await ended(rail, recommendation, 'failed')).toMatchObject({ code: 'window-closed' });
      expect(rail.repliesAt(byWhatsApp)).toEqual([]);
    });

    it('sends the template that a reviewer chose, also when the window is closed', async () => {
      await using rail = await openRail(open, twilioDesk());
      rail.desk.customerTexts({ from, text, channel: 'whatsapp' });
      const recommendation = await rail.suggested(byWhatsApp);
      const { proposal } = recommendation;
      if (proposal?.kind !== 'reply') throw new Error('A reply was suggested.');
      rail.later(dayMs + 60_000);
      const verdict: SubmitVerdict = {
        ...{ kind: 'edit', hash: hashOf(recommendation) },
        proposal: { ...proposal, template: { id: 'HX0123456789', variables: { '1': '30' } } },
      };
      await rail.client.recommendations.giveVerdict(recommendation.recommendationId, verdict);
      await ended(rail, recommendation, 'executed');
      const [sent] = rail.desk.messages.list().filter(({ direction }) => direction !== 'inbound');
      expect(sent).toMatchObject({ contentSid: 'HX0123456789', contentVariables: '{"1":"30"}' });
    });

    it('turns an executed action into a failed one, when Twilio says so late', async () => {
      await using rail = await openRail(open, twilioDesk({ outsideWindow: 'late', progress: { stepMs: 300 } }));
      rail.desk.customerTexts({ from, text, channel: 'whatsapp' });
      const recommendation = await rail.suggested(byWhatsApp);
      rail.later(dayMs + 60_000);
      await approve(rail, recommendation);
      const action = await ended(rail, recommendation, 'failed');
      expect(action).toMatchObject({ code: 'window-closed', attempts: 1 });
      const outcomes = await Array.fromAsync(rail.deskrail().log.read({ stream: 'actions', until: 'end' }));
      const types = outcomes.map(({ event }) => event.type);
      expect(types.filter((type) => /executed|failed/.test(type))).toEqual(['action.executed.v1', 'action.failed.v1']);
      expect(rail.repliesAt(byWhatsApp)).toHaveLength(1);
    });
  });
}

/** The reply to this message, once it is suggested. */
const suggestedTo = (rail: Rail<TwilioEmulator>, sid: string) =>
  vi.waitFor(async () => {
    const { messages } = await rail.client.conversations.get(rail.conversation(bySms));
    const { fact } = messages.find(({ id }) => id === sid) ?? {};
    const recommendation = await rail.suggested(bySms);
    expect(recommendation.about.fact).toBe(fact);
    return recommendation;
  }, soon);

const consentIs = (rail: Rail<TwilioEmulator>, consent: string) =>
  vi.waitFor(async () => {
    const { store } = rail.deskrail();
    const customer = await store.customer('acme', `customer:twilio:${encodeURIComponent(from)}`);
    expect(customer?.consent).toMatchObject({ sms: consent });
  }, soon);
