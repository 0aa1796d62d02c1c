import { createClient, type DeskrailClient } from '@deskrail/client';
import type { PolicyRules, ToolCallProposal } from '@deskrail/contracts';
import { serveNode } from '@deskrail/server';
import { emulateZendesk, temporaryFolder } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail, defineTool } from 'deskrail';
import { z } from 'zod';

const secret = 'a-signing-secret-of-the-webhook';
const tenant = 'acme';

/** A refund above 100 takes two seniors, none of whom asked for it; any reviewer approves others. */
const policy: PolicyRules = {
  rules: [
    {
      id: 'large-refunds',
      when: 'draft.kind == "tool-call" && draft.amount > 100.0',
      outcome: 'four-eyes',
      review: { role: 'senior', queue: 'money', withinMinutes: 30 },
    },
    { id: 'refunds', when: { kind: 'tool-call' }, outcome: 'review', review: { queue: 'money', withinMinutes: 10 } },
  ],
};

export const roles = { anna: 'admin', ben: 'senior', cleo: 'reviewer' } as const;

export interface RefundDesk {
  /** The page's address for a person; signs in once. */
  addressOf(person: keyof typeof roles): Promise<string>;
  readonly bot: DeskrailClient;
  /** What was paid back. */
  readonly paid: { readonly order: string; readonly amount: number }[];
  /** Somebody else’s draft, for people to decide; carried out by the shop’s own handler. */
  propose(id: string, amount: number): Promise<string>;
  readonly conversation: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A whole instance behind its page, with a desk, a tool that pays back, and three people. */
export async function openRefundDesk(): Promise<RefundDesk> {
  const folder = await temporaryFolder();
  const paid: { order: string; amount: number }[] = [];
  const desk = emulateZendesk({ secret, deliver: (webhook) => deskrail.fetch(webhook) });
  const refund = defineTool({
    name: 'refund',
    description: 'Pays an order back.',
    arguments: z.strictObject({
      order: z.string().regex(/^\d{4}$/, 'An order has four digits'),
      amount: z.number().positive().max(500).multipleOf(0.01),
      notify: z.boolean().optional(),
    }),
    amount: ({ amount }) => amount,
    async handle({ order, amount }, { actionId }) {
      paid.push({ order, amount });
      return { vendorId: actionId };
    },
  });
  const deskrail = await createDeskrail({
    data: folder.path,
    connections: [zendesk({ id: 'zendesk', tenant, secrets: [secret], rest: { url: desk.url, token: desk.token } })],
    tools: [refund],
    policy,
    keys: [{ name: 'shop-bot', key: 'a-key-of-the-shop-bot', tenant, roles: ['writer', 'reader'] }],
    fetch: desk.fetch,
  });
  await deskrail.start();
  const server = await serveNode({ fetch: deskrail.fetch, port: 0 });
  const url = `http://127.0.0.1:${server.port}`;
  const bot = createClient({ url, key: 'a-key-of-the-shop-bot' });
  const ticket = desk.customerWrites({ subject: 'Torn tent', text: 'My tent arrived torn. I want my money back.' });
  const conversation = `conversation:zendesk:${ticket.id}`;
  await until(async () => (await bot.conversations.get(conversation)).messages.length > 0);
  return {
    ...{ bot, paid, conversation },
    addressOf: async (person) =>
      `${url}/#code=${await deskrail.signInCode({ tenant, name: person, roles: [roles[person]] })}`,
    async propose(id, amount) {
      const proposal: ToolCallProposal = {
        kind: 'tool-call',
        tool: 'refund',
        arguments: { order: '1042', amount, notify: true },
      };
      const { recommendation } = await bot.recommendations.propose({ id, proposal, conversation, deliver: 'desk' });
      return recommendation.recommendationId;
    },
    async [Symbol.asyncDispose]() {
      await desk.close();
      await Promise.all([server.close(), deskrail.close()]);
      await folder.remove();
    },
  };
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await isTrue().catch(() => false))) {
    if (Date.now() > end) throw new Error('It did not come to be.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
