import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openTwilioPlace, soon } from './fakes/twilio-place.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

it('says of a WhatsApp reply that Twilio took and could not deliver that it failed, and shows what was sent', async () => {
  await using place = await openTwilioPlace(folder.path, { progress: { stepMs: 1 } });
  const { desk, client } = place;
  async function approveReply(): Promise<string> {
    const text = 'How long do I have to return a tent, and what does the return cost?';
    desk.customerTexts({ from: '+15550100142', text, channel: 'whatsapp' });
    const { recommendationId, hash } = await place.openReply();
    await client.recommendations.giveVerdict(recommendationId, { kind: 'approve', hash: hash ?? '' });
    return recommendationId;
  }
  const becomes = (recommendationId: string, as: object) =>
    vi.waitFor(
      async () => expect((await client.recommendations.get(recommendationId)).actions).toMatchObject([as]),
      soon,
    );

  const first = await approveReply();
  await becomes(first, { status: 'executed' });
  desk.failDelivery({ errorCode: 63016 });
  const second = await approveReply();
  await becomes(second, { status: 'failed', code: 'window-closed', found: 'answer' });
  await becomes(first, { status: 'executed' });
  // A person learns of it where they work.
  await vi.waitFor(async () => {
    const { items } = await client.recommendations.page({ status: 'open' });
    const again = { kind: 'reply', findings: [{ flag: 'action-failed', detail: 'window-closed' }] };
    expect(items).toEqual([expect.objectContaining({ kind: 'reply', flags: ['action-failed'] })]);
    expect(items).toMatchObject([again]);
  }, soon);

  await vi.waitFor(async () => {
    const [summary] = (await client.conversations.page()).items;
    const { messages } = await client.conversations.get(summary?.id ?? '');
    const [delivered, failed] = desk.messages.list().filter(({ direction }) => direction !== 'inbound');
    expect(messages).toMatchObject([
      { direction: 'received' },
      { direction: 'sent', id: delivered?.sid, text: delivered?.body, delivery: 'delivered' },
      { direction: 'received' },
      { direction: 'sent', id: failed?.sid, text: failed?.body, delivery: 'failed' },
    ]);
  }, soon);
});
