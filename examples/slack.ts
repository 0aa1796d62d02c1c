/** New reviews in a Slack channel: a signed notice comes in, is verified, and becomes a message with a link. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@deskrail/client';
import { demoArticlesFolder, temporaryFolder } from '@deskrail/testing';
import { nodeListener } from '@deskrail/webhooks/node';
import { createDeskrail, type NoticeBody } from 'deskrail';
import { Webhook } from 'standardwebhooks';

const secret = `whsec_${Buffer.from('a-secret-of-yours-of-32-bytes-ok').toString('base64')}`;
const told = Promise.withResolvers<void>();

/** Slack's API as far as it is asked here. */
const slack: typeof fetch = async (address, init) => {
  console.log(`${address}\n${init?.body}`);
  told.resolve();
  return Response.json({ ok: true });
};

// --- slack
async function tellSlack(request: Request): Promise<Response> {
  let notice: NoticeBody;
  try {
    notice = new Webhook(secret).verify(await request.text(), Object.fromEntries(request.headers)) as NoticeBody;
  } catch {
    return new Response('The signature does not fit.', { status: 401 });
  }
  const { recommendationId, kind, queue, risk = 'unknown', dueAt } = notice.data;
  const answer = await slack('https://slack.com/api/chat.postMessage', {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.SLACK_BOT_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      channel: `#${queue}`,
      text: `A ${kind} waits (risk ${risk}, due ${dueAt}): <https://deskrail.example/?r=${recommendationId}|review it>`,
    }),
    signal: AbortSignal.timeout(10_000),
  });
  // Slack says no with a 200. Whatever it was, a 503 has the notice sent again.
  const { ok } = (await answer.json()) as { readonly ok: boolean };
  return new Response(null, { status: ok ? 204 : 503 });
}
// ---

const server = createServer(nodeListener(tellSlack)).listen(0, '127.0.0.1');
await new Promise((listening) => server.once('listening', listening));
const { port } = server.address() as AddressInfo;

await using folder = await temporaryFolder();
const key = 'a-key-of-your-chatbot';

// --- notify
await using deskrail = await createDeskrail({
  data: folder.path,
  tenant: 'acme',
  connections: [],
  knowledge: demoArticlesFolder(),
  keys: [{ name: 'bot', key, roles: ['reader', 'writer'] }],
  // On the public internet: an https address, and no allowPrivate.
  notify: [{ url: `http://127.0.0.1:${port}/reviews`, secret, events: ['review.pending'], allowPrivate: true }],
});
// ---
await deskrail.start();

const fetch: typeof globalThis.fetch = async (input, init) => deskrail.fetch(new Request(input, init));
const client = createClient({ url: 'https://deskrail.example', key, fetch });
await client.suggest({ text: 'How long do I have to return a tent?' });
await told.promise;
server.close();
