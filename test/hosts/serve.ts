import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OnTheWire } from './deliver-to-host.ts';

/** A Node server on a free port of this machine. */
export async function serve(listener: RequestListener): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const sendTo =
  (url: string) =>
  ({ method, target, headers, body }: OnTheWire): Promise<Response> =>
    fetch(url + target, { method, headers, ...(body && { body: body as Uint8Array<ArrayBuffer> }) });
