import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Fact } from '@deskrail/contracts';
import { nodeListener } from '@deskrail/webhooks/node';
import { expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import { deliverToHost, factsOfAll } from './deliver-to-host.ts';
import { sendTo, serve } from './serve.ts';

interface NextHost {
  prepare(): Promise<void>;
  getRequestHandler(): RequestListener;
  close(): Promise<void>;
}

// Required, not imported: its types would add to every global there is.
const next: (options: { dev: boolean; dir: string; quiet: boolean }) => NextHost = createRequire(import.meta.url)(
  'next',
);

it('is a route handler of Next.js’ app router', { timeout: 60_000 }, async () => {
  const facts: Fact[] = [];
  await using log = await serve(
    nodeListener(async (request) => {
      const { stream, events } = (await request.json()) as { stream: string; events: Fact[] };
      if (stream === 'facts') facts.push(...events);
      return new Response(null, { status: 204 });
    }),
  );
  process.env.DESKRAIL_TEST_LOG = log.url;
  process.env.NEXT_TELEMETRY_DISABLED = '1';
  await using app = await makeApp();
  const host = next({ dev: true, dir: app.folder, quiet: true });
  await host.prepare();
  try {
    await using server = await serve(host.getRequestHandler());
    await deliverToHost({ told: 'https://desk.example.com', send: sendTo(server.url) });
  } finally {
    await host.close();
  }
  expect(facts.map(({ type }) => type)).toEqual(factsOfAll);
});

const routeHandler = `
import { receive } from '../../../receive.js';
export const GET = (request) => receive(request);
export const POST = (request) => receive(request);
`;

/** Below this repository, where Next.js finds itself. */
async function makeApp(): Promise<AsyncDisposable & { readonly folder: string }> {
  const cache = join(import.meta.dirname, '../../node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'next-host-'));
  const route = join(folder, 'app/webhooks/[...path]');
  await mkdir(route, { recursive: true });
  await writeFile(join(folder, 'next.config.mjs'), 'export default { logging: false };');
  await writeFile(join(route, 'route.js'), routeHandler);
  await writeFile(join(folder, 'receive.js'), await bundle(join(import.meta.dirname, 'next-entry.ts'), ['node']));
  return {
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}
