import type { AddressInfo } from 'node:net';
import { withRemoteAddress } from '@deskrail/webhooks';
import { createAdaptorServer } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { deliverToHost, factsOfAll } from './deliver-to-host.ts';
import { memoryLog, receiveThreeDesks } from './receive-three-desks.ts';
import { sendTo } from './serve.ts';

it('Hono on Node: Request in, Response out', async () => {
  const { log, facts } = memoryLog();
  const receive = receiveThreeDesks(log);
  const app = new Hono();
  app.all('/desk/webhooks/*', (context) =>
    receive(withRemoteAddress(context.req.raw, getConnInfo(context).remote.address)),
  );
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/desk`;
  await deliverToHost({ told: url, send: sendTo(url) });
  await new Promise((resolve) => server.close(resolve));
  expect(facts.map(({ type }) => type)).toEqual(factsOfAll);
});
