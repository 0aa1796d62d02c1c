import type { Check } from '@deskrail/copilot';
import { defaultChecks } from '@deskrail/copilot';
import { freshdeskReceive } from '@deskrail/freshdesk/receive';
import { twilioReceive } from '@deskrail/twilio/receive';
import { type AdapterFixtures, approvedFixture } from '@deskrail/webhooks/conformance';
import { zendeskReceive } from '@deskrail/zendesk/receive';
import { expect, test } from 'vitest';
import { freshdeskWebhooks } from './freshdesk.ts';
import { twilioWebhooks } from './twilio.ts';
import { zendeskWebhooks } from './zendesk.ts';

const secrets = ['a-secret-of-this-test'];
const desks = {
  zendesk: { webhooks: zendeskWebhooks, connection: zendeskReceive({ id: 'zendesk', tenant: 'acme', secrets }) },
  freshdesk: {
    webhooks: freshdeskWebhooks,
    connection: freshdeskReceive({ id: 'freshdesk', tenant: 'acme', secrets }),
  },
  twilio: { webhooks: twilioWebhooks, connection: twilioReceive({ id: 'twilio', tenant: 'acme', secrets }) },
};
const channels = {
  zendesk: ['email', 'web', 'api', 'chat', 'native_messaging', 'sms', 'whatsapp', 'facebook', 'twitter', 'voice'],
  freshdesk: ['email', 'portal', 'phone', 'chat', 'feedback-widget', 'whatsapp', 'facebook', 'twitter'],
  twilio: ['sms', 'mms', 'whatsapp', 'rcs', 'messenger', 'webchat', 'chat', 'viber', 'gbm'],
};
type Desk = keyof typeof desks;

const draftOf = (text: string): Parameters<Check>[0] => ({
  proposal: { kind: 'reply', visibility: 'public', text, sentences: [] },
  confidence: 1,
});

/** What validation says of the length of a reply, in a conversation of this desk and channel. */
async function isTooLong(desk: Desk, channel: string, text: string): Promise<boolean> {
  const { replyAtMost } = desks[desk].connection;
  const context = { conversation: { channel, messages: [] }, question: '', earlier: [], suggested: [], incidents: [] };
  const about = { allowedLinks: [], replyAtMost };
  const found = await Promise.all(
    defaultChecks.map((check) => check(draftOf(text), context as unknown as Parameters<Check>[1], [], about)),
  );
  return found.flat().some((one) => (typeof one === 'string' ? one : one.flag) === 'too-long');
}

async function longest(desk: Desk, channel: string, character: string): Promise<string> {
  let [fits, over] = [1, 100_000];
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    if (await isTooLong(desk, channel, character.repeat(middle))) over = middle;
    else fits = middle;
  }
  return character.repeat(fits);
}

async function execute({ act }: AdapterFixtures, text: string) {
  if (act === undefined || 'skipped' in act) throw new Error('The desk has no act half.');
  const { connection, tenant, conversation } = act.reply;
  const deskId = decodeURIComponent(conversation.split(':').slice(2).join(':'));
  const action = approvedFixture({
    ...{ connection: { id: connection, tenant }, deskId, parameters: { kind: 'post-reply' } },
    proposal: { kind: 'reply', text, visibility: 'public', sentences: [] },
  });
  const answer = act.desk();
  const fetch: typeof globalThis.fetch = async (input, init) => answer(new Request(input, init));
  const clock = { now: () => Date.parse('2026-03-02T08:00:00Z') };
  const executor = await act.open({ fetch, clock, timeoutMs: 1_000 });
  return executor.execute(action, { signal: AbortSignal.timeout(5_000) });
}

const cases = Object.entries(channels).flatMap(([desk, names]) => names.map((name) => [desk as Desk, name] as const));

// A letter that takes three bytes, and one that takes five in HTML.
test.each(cases)('the longest reply that may be approved at %s by %s is carried out', async (desk, channel) => {
  for (const character of ['€', '&']) {
    const text = await longest(desk, channel, character);
    expect(text.length).toBeGreaterThanOrEqual(1_000);
    expect(await execute(desks[desk].webhooks, text)).toMatchObject({ outcome: 'executed' });
  }
});

test('what Twilio takes is what may be approved, not less', async () => {
  const text = await longest('twilio', 'whatsapp', 'x');
  expect(await execute(twilioWebhooks, `${text}x`)).toMatchObject({ outcome: 'failed', code: 'text-too-long' });
});
