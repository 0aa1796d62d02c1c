import type { IncomingMessage, ServerResponse } from 'node:http';
import { toRequest } from './node-request.js';

export interface FastifyPluginOptions {
  /** The origin that senders use, such as `https://support.example.com`. Default: `http://` and the Host header. */
  readonly publicUrl?: string;
}

/** What is read of Fastify's request. */
export interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  /** As it came, whatever `rewriteUrl` made of it. */
  readonly originalUrl: string;
  /** By Fastify's own `trustProxy` setting. */
  readonly ip: string;
  readonly body?: unknown;
  /** Where `fastify-raw-body` keeps the bytes. */
  readonly rawBody?: unknown;
}

type Handler = (request: FastifyRequestLike, reply: { readonly raw: ServerResponse }) => Promise<Response>;

/** What is used of a Fastify instance. */
export interface FastifyLike {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    contentType: string,
    parser: (request: unknown, payload: unknown, done: (error: null) => void) => void,
  ): unknown;
  all(path: string, handler: Handler): unknown;
}

const encoder = new TextEncoder();

/**
 * A receiver as a Fastify plugin: `app.register(fastifyPlugin(receiver))`, under any `prefix`. It answers
 * `/webhooks/*` and leaves its bodies raw; parsers and routes of the app stay as they are.
 */
export function fastifyPlugin(
  receiver: (request: Request) => Promise<Response>,
  options: FastifyPluginOptions = {},
): (instance: FastifyLike) => Promise<void> {
  const handler = fastifyHandler(receiver, options);
  return async (instance) => {
    instance.removeAllContentTypeParsers();
    // The receiver reads the stream itself, within its own limits of size and time.
    instance.addContentTypeParser('*', (_request, _payload, done) => done(null));
    instance.all('/webhooks/*', handler);
  };
}

/**
 * The same for a route of one's own: it takes the bytes that a parser with `parseAs: 'buffer'` or `fastify-raw-body`
 * left. A body that was parsed is answered with the vendor's retry status and an `already-parsed` error in the log.
 */
export function fastifyHandler(
  receiver: (request: Request) => Promise<Response>,
  options: FastifyPluginOptions = {},
): Handler {
  const origin = options.publicUrl === undefined ? undefined : new URL(options.publicUrl).origin;
  return (request, { raw: outgoing }) => {
    const { raw, originalUrl: path, ip: address } = request;
    const rawBody = bytesOf(request);
    return receiver(
      toRequest(raw, outgoing, {
        ...{ path, address, parsed: raw.readableDidRead },
        ...(rawBody === undefined ? {} : { rawBody }),
        ...(origin === undefined ? {} : { origin }),
      }),
    );
  };
}

function bytesOf({ body, rawBody }: FastifyRequestLike): Uint8Array | undefined {
  if (body instanceof Uint8Array) return body;
  if (typeof rawBody === 'string') return encoder.encode(rawBody);
  return rawBody instanceof Uint8Array ? rawBody : undefined;
}
