/** Our side of `journey`: the whole of Deskrail on the embedded default, with the articles that the bench wrote. */

import { serveNode } from '@deskrail/server';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail } from 'deskrail';
import { serveParent } from './child.ts';

const data = process.env.BENCH_DATA ?? '';
const deskrail = await createDeskrail({
  data,
  connections: [zendesk({ id: 'zendesk', tenant: 'bench', secrets: [process.env.BENCH_SECRET ?? ''] })],
  knowledge: process.env.BENCH_ARTICLES ?? '',
  keys: [{ name: 'bench', key: process.env.BENCH_KEY ?? '', tenant: 'bench', roles: ['reader'] }],
});
await deskrail.start();
const server = await serveNode({ fetch: (request) => deskrail.fetch(request), host: '127.0.0.1', port: 0 });
serveParent(server.port, {}, async () => {
  await server.close();
  await deskrail.close();
});
