/** Chatbot builders and vendors: a refund that a person approves and that is made once, though the answer to it is lost. */
import { createClient } from '@deskrail/client';
import { emulateZendesk, temporaryFolder } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail, DeskrailError, defineTool } from 'deskrail';
import { z } from 'zod';

const refunds = new Map<string, { readonly id: string; readonly order: string; readonly amount: number }>();

/** A payment service that makes one refund per key, and whose first answer never arrives. */
const payments: typeof fetch = async (address, init) => {
  const key =
    new Headers(init?.headers).get('idempotency-key') ?? new URL(String(address)).searchParams.get('key') ?? '';
  const known = refunds.get(key);
  if (init?.method !== 'POST') return Response.json(known ? [known] : []);
  const { order, amount } = JSON.parse(String(init.body)) as { order: string; amount: number };
  if (order === '0') return Response.json({ reason: 'paid back already' }, { status: 422 });
  refunds.set(key, known ?? { id: `re_${refunds.size + 1}`, order, amount });
  throw new TypeError('The connection was reset.');
};

// --- tool
const refund = defineTool({
  name: 'refund',
  description: 'Pays an order back, or part of it, the way it was paid.',
  arguments: z.strictObject({ order: z.string().regex(/^\d+$/), amount: z.number().positive().max(500) }),
  risk: 'high',
  amount: ({ amount }) => amount,
  async handle({ order, amount }, { actionId, signal }) {
    const answer = await payments('https://pay.example/refunds', {
      method: 'POST',
      headers: { 'idempotency-key': actionId },
      body: JSON.stringify({ order, amount }),
      signal,
    });
    // Certainly without effect: it failed, and a person learns why.
    if (answer.status === 422) throw new DeskrailError('conflict', 'Nothing of this order is left to pay back.');
    // Certainly without effect, for now: it is tried again with the same key.
    if (answer.status === 429) throw new DeskrailError('rate-limited', 'Later.', { retryable: true });
    // Anything else may have paid: it is looked up.
    if (!answer.ok) throw new Error(`The payment service answered ${answer.status}.`);
    const { id } = (await answer.json()) as { readonly id: string };
    return { vendorId: id };
  },
  async lookUp({ actionId, signal }) {
    const answer = await payments(`https://pay.example/refunds?key=${actionId}`, { signal });
    if (!answer.ok) throw new Error(`The payment service answered ${answer.status}.`);
    const [made] = (await answer.json()) as readonly { readonly id: string }[];
    return made === undefined ? { found: false, certain: true } : { found: true, vendorId: made.id };
  },
  // For the embedded model, which calls no tool by itself; another model fills in the arguments from the schema.
  fill({ context }) {
    const asked = /refund .*order (?<order>\d+).* (?<amount>\d+\.\d\d)/i.exec(context.question)?.groups;
    return asked && { order: asked.order ?? '', amount: Number(asked.amount) };
  },
});
// ---

await using folder = await temporaryFolder();
const secret = 'the-signing-secret-of-your-webhook';
const key = 'a-key-of-your-reviewer';
const desk = emulateZendesk({ secret, deliver: (webhook) => deskrail.fetch(webhook) });
const rest = { url: desk.url, token: desk.token };
await using deskrail = await createDeskrail({
  data: folder.path,
  connections: [zendesk({ id: 'zendesk', tenant: 'acme', secrets: [secret], rest })],
  tools: [refund],
  keys: [{ name: 'anna', key, tenant: 'acme', roles: ['reviewer'] }],
  fetch: desk.fetch,
});
await deskrail.start();
const client = createClient({
  url: 'https://deskrail.example',
  key,
  fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
});

const events = client.events({ streams: ['decisions', 'actions'], from: 'start', signal: AbortSignal.timeout(20_000) });
await desk.customerWrites({ subject: 'My order', text: 'Please refund my order 1042, it was 12.50 too much.' });
for await (const { event } of events) {
  if (event.type === 'tool-call.suggested.v1') {
    const { recommendationId, hash, proposal } = event.data;
    console.log('Waits:', proposal.tool, proposal.arguments);
    await client.recommendations.giveVerdict(recommendationId, { kind: 'approve', hash });
  }
  if (event.type === 'action.executed.v1') {
    console.log(`${event.data.actionId} executed by its ${event.data.found}, as ${event.data.vendorId}`);
    break;
  }
}
console.log('Refunds:', refunds.size);
await desk.close();
