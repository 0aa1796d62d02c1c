/** Integrators: the whole rail on an emulated desk: webhook, recommendation, verdict, and the reply at the desk, once. */
import { createClient } from '@deskrail/client';
import { demoArticlesFolder, emulateZendesk, temporaryFolder } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail } from 'deskrail';

await using folder = await temporaryFolder();
const secret = 'the-signing-secret-of-your-webhook';
const key = 'a-key-of-your-reviewer';

const desk = emulateZendesk({ secret, deliver: (webhook) => deskrail.fetch(webhook) });
await using deskrail = await createDeskrail({
  data: folder.path,
  connections: [
    zendesk({ id: 'zendesk', tenant: 'acme', secrets: [secret], rest: { url: desk.url, token: desk.token } }),
  ],
  knowledge: demoArticlesFolder(),
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
const ticket = await desk.customerWrites({ subject: 'A return', text: 'How long do I have to return a tent?' });

// --- review
for await (const { event } of events) {
  if (event.type === 'reply.suggested.v1') {
    const { recommendationId, hash, proposal, evidence } = event.data;
    console.log(
      proposal.text,
      evidence.map(({ source, quote }) => `${source.title}: “${quote}”`),
    );
    await client.recommendations.giveVerdict(recommendationId, { kind: 'approve', hash });
  }
  if (event.type === 'action.executed.v1') break;
}
// ---
console.log(
  'At the desk:',
  desk.tickets.get(ticket.id)?.comments.map(({ body }) => body),
);
await desk.close();
