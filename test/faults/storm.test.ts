import { signedZendeskRequest, zendeskFixtures } from '@deskrail/testing';
import { zendeskTemplate } from '@deskrail/zendesk';
import { describe, expect, it, vi } from 'vitest';
import { all, articles, conversationOf, eventsIn, openPlace, openReply, projected, soon } from './place.ts';
import { secret, tenant } from './rail.ts';

const url = 'http://rail.invalid/webhooks/zendesk';
const text = 'How long do I have to return a tent, and what does the return cost?';

/** The same comment by both families, each delivered so many times with invocations of their own. */
async function deliveries(count: number): Promise<readonly Request[]> {
  const at = `${new Date().toISOString().slice(0, 19)}Z`;
  const person = { id: '8447388090494', name: 'Robin Sample' };
  const comment = { ticket: '77', commentId: '501', body: text, author: { ...person, staff: false } };
  const event = zendeskFixtures.commentAdded({
    ...comment,
    time: at,
    detail: { created_at: at, updated_at: at, status: 'OPEN', requester_id: person.id },
  });
  const trigger = zendeskFixtures.triggerBody({
    template: zendeskTemplate,
    values: {
      'ticket.id': comment.ticket,
      'ticket.description': text,
      'ticket.created_at_with_timestamp': at,
      'ticket.updated_at_with_timestamp': at,
      'ticket.latest_comment.id': comment.commentId,
      'ticket.latest_comment.value': text,
      'ticket.latest_comment.created_at_with_timestamp': at,
    },
  });
  const bodies = [JSON.stringify(event), trigger];
  const copies = bodies.flatMap((body) => Array.from({ length: count }, () => body));
  const requests = copies.map((body, index) =>
    signedZendeskRequest({
      url,
      secret,
      timestamp: at,
      body,
      invocationId: `01HQ3ZK${String(index).padStart(19, '0')}`,
    }),
  );
  return interleaved(await Promise.all(requests));
}

/** In an order that is the same each time, and has nothing of the order given: 37 has no divisor in common with 100. */
const interleaved = <Item>(items: readonly Item[]): readonly Item[] =>
  items.map((_, index) => items[(index * 37) % items.length] as Item);

describe('a storm', { timeout: 30_000 }, () => {
  it('of one comment, fifty times by each family at once, is one message and one recommendation', async () => {
    await using place = await openPlace();
    const rail = await place.open();
    await rail.recommend({ sources: [articles()] });
    const requests = await deliveries(50);
    const answers = await Promise.all(requests.map((request) => rail.receive(request)));
    expect(answers.map(({ status }) => status).filter((status) => status >= 300)).toEqual([]);

    await openReply(rail, '77');
    await vi.waitFor(async () => {
      const lags = await rail.log.lag();
      expect(lags.filter(({ events }) => events > 0)).toEqual([]);
    }, soon);
    await projected(rail);
    const conversation = await rail.store.conversation(tenant, conversationOf('77'));
    expect(conversation?.messages.map((message) => [message.id, message.text])).toEqual([['501', text]]);
    const recommendations = await all((cursor) => rail.store.recommendations(tenant, { cursor }));
    expect(recommendations.filter(({ kind }) => kind === 'reply')).toHaveLength(1);
    expect(new Set(recommendations.map(({ kind }) => kind)).size).toBe(recommendations.length);
    const messages = (await eventsIn(place.folder, 'facts')).filter(({ type }) => type === 'message.received.v1');
    expect(new Set(messages.map(({ id }) => id)).size).toBe(1);
  });
});
