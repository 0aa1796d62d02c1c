import { createClient } from '@deskrail/client';
import { demoArticlesFolder, emulateZendesk, temporaryFolder } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { expect, it, vi } from 'vitest';
import { createDeskrail } from '../create-deskrail.js';

const secret = 'a-signing-secret-of-the-tests';
const text = 'How long do I have to return a tent?';
const soon = { timeout: 20_000, interval: 20 };

async function openRail(path: string) {
  const desk = emulateZendesk({ secret, deliver: (webhook) => deskrail.fetch(webhook) });
  const deskrail = await createDeskrail({
    data: path,
    connections: [
      zendesk({ id: 'zendesk', tenant: 'acme', secrets: [secret], rest: { url: desk.url, token: desk.token } }),
    ],
    knowledge: demoArticlesFolder(),
    policy: { rules: [{ id: 'send-all', when: 'draft.kind == "reply"', outcome: 'auto' }] },
    keys: [{ name: 'ada', key: 'a-key-of-ada', tenant: 'acme', roles: ['admin'] }],
    fetch: desk.fetch,
  });
  await deskrail.start();
  const client = createClient({
    ...{ url: 'https://deskrail.example', key: 'a-key-of-ada' },
    fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
  });
  const close = async () => {
    await deskrail.close();
    await desk.close();
  };
  const replies = async (query: object = {}) =>
    (await client.recommendations.page({ limit: 200, ...query })).items.filter(({ kind }) => kind === 'reply');
  return { desk, client, replies, close };
}

it('stops where a customer’s bot answers whatever we send, and calls a person', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder();
  const { desk, replies, close } = await openRail(folder.path);
  try {
    const ticket = desk.customerWrites({ subject: 'A return', text });
    let answered = 0;
    desk.onChange(({ types, by }) => {
      if (by.channel !== 'web_service' || !types.includes('ticket.comment_added')) return;
      answered += 1;
      // Without a guard this would go on for ever.
      if (answered < 50) setImmediate(() => desk.customerWrites({ ticket: ticket.id, text }));
    });
    const held = await vi.waitFor(async () => {
      const [open] = await replies({ status: 'open' });
      if (open === undefined) throw new Error('Nothing waits for a person yet.');
      return open;
    }, soon);
    expect(held).toMatchObject({ heldBy: 'bot-loop', rule: 'send-all', need: { role: 'senior' }, queue: 'review' });
    desk.customerWrites({ ticket: ticket.id, text });
    await vi.waitFor(async () => {
      const [next] = await replies({ status: 'open' });
      expect(next?.recommendationId).not.toBe(held.recommendationId);
      expect(next).toMatchObject({ heldBy: 'bot-loop', need: { role: 'senior' } });
    }, soon);
    expect(answered).toBe(5);
    expect((await replies()).filter(({ outcome }) => outcome === 'auto')).toHaveLength(5);
  } finally {
    await close();
    await folder.remove();
  }
});

it('stops all at once when an admin says so, and goes on when they do', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder();
  const { desk, client, replies, close } = await openRail(folder.path);
  try {
    expect((await client.policy.pause({ reason: 'A wrong macro.' })).paused).toMatchObject({ by: 'reviewer/ada' });
    desk.customerWrites({ subject: 'A return', text });
    const held = await vi.waitFor(async () => {
      const [open] = await replies({ status: 'open' });
      if (open === undefined) throw new Error('Nothing waits for a person yet.');
      return open;
    }, soon);
    expect(held.heldBy).toBe('paused');
    expect(await client.policy.explain(held.recommendationId)).toMatchObject({
      ...{
        made: { outcome: 'review', rule: 'send-all', heldBy: 'paused' },
        inForce: { outcome: 'review', heldBy: 'paused' },
      },
      rules: [{ id: 'send-all', matched: 'yes' }],
    });
    expect((await client.policy.resume()).paused).toBeUndefined();
    desk.customerWrites({ subject: 'Another', text });
    await vi.waitFor(async () => expect((await replies()).some(({ outcome }) => outcome === 'auto')).toBe(true), soon);
  } finally {
    await close();
    await folder.remove();
  }
});
