import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ToRequestOptions, toRequest } from './node-request.js';
import { sendResponse } from './node-response.js';

export interface ExpressHandlerOptions {
  /** The origin that senders use, such as `https://support.example.com`. Default: `http://` and the Host header. */
  readonly publicUrl?: string;
}

/** What is read of Express' request. */
export interface ExpressRequest extends IncomingMessage {
  readonly originalUrl?: string;
  /** By Express' own `trust proxy` setting. */
  readonly ip?: string | undefined;
  readonly body?: unknown;
  /** Where a framework keeps the bytes beside what it parsed. */
  readonly rawBody?: unknown;
}

/**
 * Mount a receiver in Express: `app.use('/webhooks', expressHandler(receiver))`, or on a route such as `/webhooks/*rest`.
 * It answers all that comes there: at the root, no route after it is reached. It reads the raw body itself, or takes
 * what `express.raw()` left. A body that a parser consumed is answered with the vendor's retry status and an
 * `already-parsed` error in the log.
 */
export function expressHandler(
  receiver: (request: Request) => Promise<Response>,
  options: ExpressHandlerOptions = {},
): (request: ExpressRequest, response: ServerResponse, next: (error?: unknown) => void) => void {
  const origin = options.publicUrl === undefined ? undefined : new URL(options.publicUrl).origin;
  return (request, response, next) => {
    const path = request.originalUrl ?? request.url ?? '/';
    const { ip: address } = request;
    receiver(
      toRequest(request, response, { path, address, ...bodyOf(request), ...(origin === undefined ? {} : { origin }) }),
    )
      .then((answer) => sendResponse(answer, request, response))
      .catch(next);
  };
}

function bodyOf({ body, rawBody, readableDidRead }: ExpressRequest): ToRequestOptions {
  if (body instanceof Uint8Array) return { rawBody: body };
  if (rawBody instanceof Uint8Array) return { rawBody };
  // Older versions leave `{}` there without having read anything.
  return { parsed: readableDidRead };
}
