import { describe, expect, it, vi } from 'vitest';
import { freshdeskDesk } from './desks.ts';
import { type OpenDeskrail, openRail, soon } from './open-rail.ts';
import { approve, ended, question } from './run-whole-way.ts';

/** What is Freshdesk's own on the way. */
export function runFreshdeskJourney(open: OpenDeskrail): void {
  describe('Freshdesk', () => {
    it('keeps what its own template broke, tells it to send no more, and goes on', async () => {
      const template = '{"ticket_id": "{{ticket.id}}", "latest_public_comment": "{{ticket.latest_public_comment}}"}';
      await using rail = await openRail(open, freshdeskDesk({ template }));
      const { id } = rail.desk.customerWrites(question);
      rail.desk.agentWrites({
        ticket: id,
        text: 'We look into it.',
        agent: { name: 'Fern "F"', email: 'f@fern.example' },
      });
      await rail.settled();
      expect(rail.desk.deliveries.map(({ status }) => status)).toEqual(['delivered', 'delivered']);
      const read = await Array.fromAsync(rail.deskrail().log.read({ stream: 'dead-letters', until: 'end' }));
      expect(read.map(({ event }) => event.data)).toMatchObject([{ code: 'payload-unreadable' }]);
    });

    it('starts over where an agent answered first', async () => {
      await using rail = await openRail(open, freshdeskDesk('template'));
      const { id } = rail.desk.customerWrites(question);
      const seen = await rail.suggested(id);
      // Freshdesk's times have whole seconds.
      rail.later(2_000);
      rail.desk.agentWrites({ ticket: id, text: 'You have 30 days.', status: 4 });
      await vi.waitFor(async () => {
        expect(await rail.client.recommendations.get(seen.recommendationId)).toMatchObject({ status: 'superseded' });
        expect(await rail.client.conversations.get(rail.conversation(id))).toMatchObject({ status: 'solved' });
      }, soon);

      rail.later(2_000);
      rail.desk.customerWrites({ ticket: id, text: 'And what does the return of the tent cost?' });
      const next = await rail.suggested(id);
      expect(await rail.client.conversations.get(rail.conversation(id))).toMatchObject({ status: 'open' });
      await approve(rail, next);
      await ended(rail, next, 'executed');
      expect(rail.repliesAt(id)).toHaveLength(1);
    });
  });
}
