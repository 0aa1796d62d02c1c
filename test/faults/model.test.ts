import type { Model } from '@deskrail/contracts';
import { describe, expect, it, vi } from 'vitest';
import { articles, conversationOf, openPlace, projected, soon } from './place.ts';
import { tenant } from './rail.ts';

/** A model that is asked, and never says anything, not even when it is told to stop. */
function hangingModel(): { readonly model: Model; readonly asked: Promise<void> } {
  let tell = () => {};
  const asked = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const suggest = () => {
    tell();
    return new Promise<never>(() => {});
  };
  return { model: { name: 'hanging', version: '1', suggest }, asked };
}

describe('a model that hangs', { timeout: 30_000 }, () => {
  it('is given up within its limit: the embedded one answers, and the reply says whose it is', async () => {
    await using place = await openPlace();
    const rail = await place.open();
    await rail.recommend({ sources: [articles()], model: hangingModel().model, modelTimeoutMs: 200 });
    const { id } = place.desk.customerWrites({ subject: 'A tent', text: 'How long do I have to return a tent?' });
    await vi.waitFor(async () => {
      const { items } = await rail.store.recommendations(tenant, { conversation: conversationOf(id) });
      const reply = items.find(({ kind }) => kind === 'reply');
      expect(reply).toMatchObject({ status: 'open', model: { name: 'embedded' } });
    }, soon);
  });

  it('keeps nothing else waiting', async () => {
    await using place = await openPlace();
    const rail = await place.open();
    const { model, asked } = hangingModel();
    await rail.recommend({ sources: [articles()], model, modelTimeoutMs: 60_000 });
    const first = place.desk.customerWrites({ subject: 'A tent', text: 'How long do I have to return a tent?' });
    await asked;

    // The desk goes on: other tickets, and the same one.
    const others = Array.from({ length: 20 }, (_, index) =>
      place.desk.customerWrites({ subject: `Order ${index}`, text: `Where is my order ${index}?` }),
    );
    place.desk.change(first.id, { priority: 'high' });
    await place.desk.settled();
    expect(place.desk.deliveries.filter(({ status }) => status !== 'delivered')).toEqual([]);
    await projected(rail);
    for (const { id } of others) {
      expect((await rail.store.conversation(tenant, conversationOf(id)))?.messages).toHaveLength(1);
    }
    expect((await rail.store.conversation(tenant, conversationOf(first.id)))?.priority).toBe('high');
    const [waiting] = await rail.log.lag({ group: 'copilot' });
    expect(waiting?.events).toBeGreaterThanOrEqual(others.length);
  });
});
