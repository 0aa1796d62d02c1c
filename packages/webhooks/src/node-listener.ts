import type { IncomingMessage, ServerResponse } from 'node:http';
import { toRequest } from './node-request.js';
import { sendResponse } from './node-response.js';

export interface NodeListenerOptions {
  /** The origin that senders use, such as `https://support.example.com`. Default: `http://` and the Host header. */
  readonly publicUrl?: string;
  /** Told when the handler rejects, which is answered with 500. */
  onError?(error: unknown): void;
}

export type NodeHandler = (request: Request) => Promise<Response> | Response;

/** Serve a `Request → Response` handler from `node:http`: `createServer(nodeListener(handler))`. */
export function nodeListener(
  handler: NodeHandler,
  options: NodeListenerOptions = {},
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const origin = options.publicUrl === undefined ? undefined : new URL(options.publicUrl).origin;
  return (incoming, outgoing) => {
    respond(handler, incoming, outgoing, origin).catch((error: unknown) => {
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
  origin: string | undefined,
): Promise<void> {
  const response = await handler(toRequest(incoming, outgoing, origin === undefined ? {} : { origin }));
  await sendResponse(response, incoming, outgoing);
}
