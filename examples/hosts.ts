/** In-house teams: one receiver, in whatever framework or runtime you have. */
import { createServer } from 'node:http';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { signZendesk, temporaryFolder, zendeskFixtures } from '@deskrail/testing';
import { createReceiver, withRemoteAddress } from '@deskrail/webhooks';
import { expressHandler } from '@deskrail/webhooks/express';
import { fastifyPlugin } from '@deskrail/webhooks/fastify';
import { lambdaHandler } from '@deskrail/webhooks/lambda';
import { nodeListener } from '@deskrail/webhooks/node';
import { zendesk } from '@deskrail/zendesk';
import { serve } from '@hono/node-server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';

await using folder = await temporaryFolder();
const secret = 'the-signing-secret-of-your-webhook';
await using file = await openSqliteFile({ path: `${folder.path}/deskrail.db` });
await using log = await openSqliteLog({ file });

// --- receive
const receive = createReceiver({ log, connections: [zendesk({ id: 'zendesk', tenant: 'acme', secrets: [secret] })] });
// ---

// --- node
const server = createServer(nodeListener(receive));
// ---

// --- express
const expressApp = express();
expressApp.use('/webhooks', expressHandler(receive)); // before any express.json()
// ---

// --- fastify
const fastifyApp = fastify();
fastifyApp.register(fastifyPlugin(receive)); // your own routes keep their parsers
// ---

// --- hono
const honoApp = new Hono();
honoApp.all('/webhooks/*', (context) => receive(context.req.raw));
// ---

// --- lambda
export const handler = lambdaHandler(receive);
// ---

// --- next
export const POST = (request: Request) => receive(request);
// ---

// --- worker
const worker = {
  fetch: (request: Request) => receive(withRemoteAddress(request, request.headers.get('cf-connecting-ip'))),
};
export default worker;
// ---

// Zendesk is played: the same webhook to each of them.
const body = JSON.stringify(zendeskFixtures.commentAdded({ ticket: '5158', body: 'Where is my order?' }));
const headers = await signZendesk({ secret, body });
const post = async (origin: string) =>
  (await fetch(`${origin}/webhooks/zendesk`, { method: 'POST', headers, body })).status;
const portOf = (address: unknown) => `http://127.0.0.1:${(address as { port: number }).port}`;
const listening = (at: { once(event: 'listening', done: () => void): unknown; address(): unknown }) =>
  new Promise<string>((resolve) => at.once('listening', () => resolve(portOf(at.address()))));

server.listen(0, '127.0.0.1');
console.log('node:http', await post(await listening(server)));
const expressServer = expressApp.listen(0, '127.0.0.1');
console.log('Express', await post(await listening(expressServer)));
console.log('Fastify', await post(await fastifyApp.listen({ port: 0, host: '127.0.0.1' })));
const honoServer = serve({ fetch: honoApp.fetch, port: 0, hostname: '127.0.0.1' });
console.log('Hono', await post(await listening(honoServer)));
const event = {
  ...{ version: '2.0', rawPath: '/webhooks/zendesk', rawQueryString: '', headers, isBase64Encoded: false, body },
  requestContext: { domainName: 'abc123.lambda-url.eu-west-1.on.aws', http: { method: 'POST' } },
};
console.log('Lambda', (await handler(event)).statusCode);
const asked = () => new Request('https://hooks.example/webhooks/zendesk', { method: 'POST', headers, body });
console.log('Next.js', (await POST(asked())).status);
console.log('Worker', (await worker.fetch(asked())).status);

for (const each of [server, expressServer, honoServer]) each.close();
await fastifyApp.close();
