import { createClient } from '@deskrail/client';
import { demoArticlesFolder, emulateTwilio, type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { twilio } from '@deskrail/twilio';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createDeskrail } from './create-deskrail.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const key = 'the-key-of-anna';
const soon = { timeout: 10_000, interval: 10 };
const publicUrl = 'https://deskrail.example/webhooks/twilio';

it('says of a WhatsApp reply that Twilio took and could not deliver that it failed, and shows what was sent', async () => {
  await using desk = emulateTwilio({
    webhookUrl: publicUrl,
    deliver: (request) => deskrail.fetch(request),
    progress: { stepMs: 1 },
  });
  const rest = { url: desk.url, token: desk.token };
  const connection = twilio({ id: 'twilio', tenant: 'acme', secrets: [desk.authToken], publicUrl, rest });
  await using deskrail = await createDeskrail({
    ...{ data: folder.path, connections: [connection], knowledge: demoArticlesFolder(), fetch: desk.fetch },
    keys: [{ name: 'anna', key, tenant: 'acme', roles: ['reader', 'reviewer'] }],
  });
  await deskrail.start();
  const client = createClient({
    ...{ url: 'https://deskrail.example', key },
    fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
  });
  async function approveReply(): Promise<string> {
    const text = 'How long do I have to return a tent, and what does the return cost?';
    desk.customerTexts({ from: '+15550100142', text, channel: 'whatsapp' });
    const { recommendationId, hash } = await vi.waitFor(async () => {
      const { items } = await client.recommendations.page({ status: 'open' });
      const reply = items.find(({ kind }) => kind === 'reply');
      if (reply === undefined) throw new Error('No reply is recommended yet.');
      return reply;
    }, soon);
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
