/** A desk that Deskrail does not know: its webhook comes in, a reviewer approves the reply, and the desk gets it once. */
import { createClient } from '@deskrail/client';
import { demoArticlesFolder, temporaryFolder } from '@deskrail/testing';
import { decodeBase64, encodeBase64 } from '@deskrail/webhooks';
import { hmacSha256 } from '@deskrail/webhooks/hmac';
import { createDeskrail } from 'deskrail';
import { hearth } from './own-desk-adapter.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const key = 'a-key-of-your-reviewer';

// Hearth, played: it keeps what it is sent.
const atTheDesk: { text: string }[] = [];
const hearthFetch: typeof globalThis.fetch = async (_, init) => {
  if (init?.method === 'POST') atTheDesk.push(JSON.parse(String(init.body)));
  return Response.json(init?.method === 'POST' ? { id: 'm2' } : []);
};

await using folder = await temporaryFolder();
// --- connect
await using deskrail = await createDeskrail({
  data: folder.path,
  connections: [
    hearth({
      ...{ id: 'hearth', tenant: 'acme', secrets: [secret] },
      rest: { url: 'https://hearth.example', token: 'a-token' },
    }),
  ],
  knowledge: demoArticlesFolder(),
  keys: [{ name: 'anna', key, tenant: 'acme', roles: ['reviewer'] }],
  fetch: hearthFetch,
});
// ---
await deskrail.start();

// Hearth's webhook, signed as Standard Webhooks are.
const from = { kind: 'customer', id: 'c7', name: 'Robin Sample' };
const message = { id: 'm1', text: 'How long do I have to return a tent?', internal: false, from };
const body = JSON.stringify({ event: 'message.created', thread: 't1', at: new Date().toISOString(), message });
const [id, timestamp] = ['msg_1', String(Math.floor(Date.now() / 1000))];
const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
const mac = await hmacSha256(decodeBase64(secret.slice('whsec_'.length)) ?? new Uint8Array(), signed);
const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${encodeBase64(mac)}` };
const webhook = new Request('https://hooks.example/webhooks/hearth', { method: 'POST', headers, body });
console.log(`Answered ${(await deskrail.fetch(webhook)).status}.`);

const fetch: typeof globalThis.fetch = async (input, init) => deskrail.fetch(new Request(input, init));
const client = createClient({ url: 'https://deskrail.example', key, fetch });
const signal = AbortSignal.timeout(20_000);
for await (const { event } of client.events({ streams: ['decisions', 'actions'], from: 'start', signal })) {
  if (event.type === 'reply.suggested.v1') {
    const { recommendationId, hash } = event.data;
    await client.recommendations.giveVerdict(recommendationId, { kind: 'approve', hash });
  }
  if (event.type === 'action.executed.v1') break;
}
console.log(
  'At the desk:',
  atTheDesk.map(({ text }) => text),
);
