/** Our side of `verdict`: Deskrail on a store of its own, with reviewers' keys, in the roles that it is told. */
import { createClient } from '@deskrail/client';
import { serveNode } from '@deskrail/server';
import { createDeskrail, type DeskrailOptions } from 'deskrail';
import { serveParent } from './child.ts';
import { proposeMany } from './verdict-items.ts';

const url = process.env.BENCH_DATABASE_URL;
const brokers = process.env.BENCH_BROKERS?.split(',');
const roles = process.env.BENCH_ROLES?.split(',') as DeskrailOptions['roles'];
const reviewers = Array.from({ length: Number(process.env.BENCH_REVIEWERS) }, (_, who) => `reviewer-${who}`);
const deskrail = await createDeskrail({
  data: process.env.BENCH_DATA ?? '',
  tenant: 'bench',
  ...(roles && { roles }),
  keys: [
    { name: 'agent', key: 'agent-key', roles: ['writer'] },
    ...reviewers.map((name) => ({ name, key: `${name}-key`, roles: ['reviewer' as const] })),
  ],
  ...(brokers && { kafka: { brokers, topicPrefix: process.env.BENCH_PREFIX ?? '', development: true } }),
  ...(url && { postgres: { url } }),
});
await deskrail.start();
const client = createClient({
  ...{ url: 'http://bench.example', key: 'agent-key' },
  fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
});
const server = await serveNode({ fetch: (request) => deskrail.fetch(request), host: '127.0.0.1', port: 0 });
const waiting = () =>
  proposeMany(
    async ({ tenant: _, actor: __, rights: ___, ...input }) => client.recommendations.propose(input),
    Number(process.env.BENCH_COUNT),
  );
serveParent(server.port, { waiting }, async () => {
  await server.close();
  await deskrail.close();
});
