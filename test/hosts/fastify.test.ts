import { remoteAddress } from '@deskrail/webhooks';
import { fastifyHandler, fastifyPlugin } from '@deskrail/webhooks/fastify';
import fastify, { type FastifyInstance } from 'fastify';
import { expect, it } from 'vitest';
import { deliverToHost, factsOfAll } from './deliver-to-host.ts';
import { memoryLog, receiveThreeDesks } from './receive-three-desks.ts';
import { sendTo } from './serve.ts';

async function listen(app: FastifyInstance): Promise<AsyncDisposable & { readonly url: string }> {
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, [Symbol.asyncDispose]: async () => app.close() };
}

it('as a plugin, under a prefix, beside routes that are parsed as ever', async () => {
  const { log, facts } = memoryLog();
  const app = fastify();
  app.register(fastifyPlugin(receiveThreeDesks(log)), { prefix: '/desk' });
  app.post('/own', async ({ body }) => body);
  await using server = await listen(app);
  await deliverToHost({ told: `${server.url}/desk`, send: sendTo(`${server.url}/desk`) });
  expect(facts.map(({ type }) => type)).toEqual(factsOfAll);
  const own = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' };
  expect(await (await fetch(`${server.url}/own`, own)).json()).toEqual({ a: 1 });
});

it('on a route of one’s own, where a parser left the bytes', async () => {
  const { log, facts } = memoryLog();
  const app = fastify({ bodyLimit: 4 * 1024 * 1024 });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.all('/webhooks/*', fastifyHandler(receiveThreeDesks(log)));
  await using server = await listen(app);
  await deliverToHost({ told: server.url, send: sendTo(server.url) });
  expect(facts.map(({ type }) => type)).toEqual(factsOfAll);
});

it('says what to change where the body was parsed, and lets the desk send again', async () => {
  const { log, facts } = memoryLog();
  const lines: string[] = [];
  const line = (_: unknown, message: string) => void lines.push(message);
  const app = fastify();
  const logger = { debug: line, info: line, warn: line, error: line };
  app.all('/webhooks/*', fastifyHandler(receiveThreeDesks(log, { logger })));
  await using server = await listen(app);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${server.url}/webhooks/zendesk`, { method: 'POST', headers, body: '{}' });
  expect([response.status, facts]).toEqual([409, []]);
  expect(await response.json()).toMatchObject({ code: 'already-parsed' });
  expect(lines.join()).toContain('Fastify');
});

it('knows the sender by Fastify’s own setting', async () => {
  const seen: unknown[] = [];
  const receiver = async (request: Request) => {
    seen.push((request as { [remoteAddress]?: string })[remoteAddress]);
    return new Response(null, { status: 204 });
  };
  for (const trustProxy of [false, '127.0.0.1']) {
    await using server = await listen(fastify({ trustProxy }).register(fastifyPlugin(receiver)));
    await fetch(`${server.url}/webhooks/x`, { headers: { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' } });
  }
  expect(seen).toEqual(['127.0.0.1', '203.0.113.9']);
});
