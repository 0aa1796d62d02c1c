import { remoteAddress } from '@deskrail/webhooks';
import { expressHandler } from '@deskrail/webhooks/express';
import { nodeListener } from '@deskrail/webhooks/node';
import express from 'express';
import { expect, it } from 'vitest';
import { deliverToHost, factsOfAll } from './deliver-to-host.ts';
import { memoryLog, receiveThreeDesks } from './receive-three-desks.ts';
import { sendTo, serve } from './serve.ts';

const types = ({ facts }: ReturnType<typeof memoryLog>) => facts.map(({ type }) => type);

it('node:http', async () => {
  const memory = memoryLog();
  await using server = await serve(nodeListener(receiveThreeDesks(memory.log)));
  await deliverToHost({ told: server.url, send: sendTo(server.url) });
  expect(types(memory)).toEqual(factsOfAll);
});

it('node:http behind a proxy that ends TLS and takes a prefix away', async () => {
  const memory = memoryLog();
  const publicUrl = 'https://desk.example.com/in/webhooks/twilio';
  await using server = await serve(nodeListener(receiveThreeDesks(memory.log, { publicUrl })));
  await deliverToHost({ told: 'https://desk.example.com/in', send: sendTo(server.url) });
  expect(types(memory)).toEqual(factsOfAll);
});

it('Express, mounted under a prefix', async () => {
  const memory = memoryLog();
  const app = express();
  app.use('/desk', expressHandler(receiveThreeDesks(memory.log)));
  app.use(express.json());
  await using server = await serve(app);
  await deliverToHost({ told: `${server.url}/desk`, send: sendTo(`${server.url}/desk`) });
  expect(types(memory)).toEqual(factsOfAll);
});

it('Express where a parser was there first and kept the bytes, as with rawBody in NestJS', async () => {
  const memory = memoryLog();
  const keep = {
    limit: '2mb',
    verify: (request: object, _: unknown, rawBody: Buffer) => void Object.assign(request, { rawBody }),
  };
  const app = express();
  app.use(express.json(keep), express.urlencoded({ ...keep, extended: true }));
  app.use(expressHandler(receiveThreeDesks(memory.log)));
  await using server = await serve(app);
  await deliverToHost({ told: server.url, send: sendTo(server.url) });
  expect(types(memory)).toEqual(factsOfAll);
});

it('knows the sender behind as many proxies as it is told, and believes nobody else', async () => {
  const seen: unknown[] = [];
  const receiver = async (request: Request) => {
    seen.push((request as { [remoteAddress]?: string })[remoteAddress]);
    return new Response(null, { status: 204 });
  };
  const trusting = express().set('trust proxy', 1).use(expressHandler(receiver));
  const listeners = [nodeListener(receiver), nodeListener(receiver, { trustProxy: 1 }), expressHandler(receiver)];
  for (const listener of [...listeners.slice(0, 2), express().use(expressHandler(receiver)), trusting]) {
    await using server = await serve(listener as Parameters<typeof serve>[0]);
    await fetch(server.url, { headers: { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' } });
  }
  expect(seen).toEqual(['127.0.0.1', '203.0.113.9', '127.0.0.1', '203.0.113.9']);
});
