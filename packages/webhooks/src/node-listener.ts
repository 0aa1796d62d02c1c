import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ToRequestOptions, toRequest } from './node-request.js';
import { sendResponse } from './node-response.js';

export interface NodeListenerOptions {
  /** The origin that senders use, such as `https://support.example.com`. Default: `http://` and the Host header. */
  readonly publicUrl?: string;
  /**
   * How many proxies of your own stand before this server and append to `X-Forwarded-For`: the sender's address is taken
   * from there. Default: 0, the header is not believed.
   */
  readonly trustProxy?: number;
  /** Told when the handler rejects, which is answered with 500. */
  onError?(error: unknown): void;
}

export type NodeHandler = (request: Request) => Promise<Response> | Response;

/** Serve a `Request → Response` handler from `node:http`: `createServer(nodeListener(handler))`. */
export function nodeListener(
  handler: NodeHandler,
  options: NodeListenerOptions = {},
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const { publicUrl, trustProxy = 0 } = options;
  const origin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  const request = { ...(origin === undefined ? {} : { origin }), trustProxy };
  return (incoming, outgoing) => {
    respond(handler, incoming, outgoing, request).catch((error: unknown) => {
      options.onError?.(error);
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(500, { 'content-type': 'application/problem+json' }).end(unexpected);
    });
  };
}

const unexpected = JSON.stringify({
  type: 'urn:deskrail:problem:internal',
  title: 'internal',
  status: 500,
  code: 'internal',
  detail: 'Something unexpected went wrong. The server’s log says what.',
});

async function respond(
  handler: NodeHandler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: ToRequestOptions,
): Promise<void> {
  const response = await handler(toRequest(incoming, outgoing, options));
  await sendResponse(response, incoming, outgoing);
}
