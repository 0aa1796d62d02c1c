import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { type BodyLimits, bodySource } from './body-source.js';
import { readIncoming } from './node-body.js';
import { toHeaders } from './node-headers.js';
import { addressBehind, remoteAddress } from './remote-address.js';

export interface ToRequestOptions {
  readonly origin?: string;
  /** The URL after the origin, where a framework has changed `incoming.url`. */
  readonly path?: string;
  /** The raw body, where a framework has read it already. */
  readonly rawBody?: Uint8Array;
  /** The framework parsed the body and kept no bytes. */
  readonly parsed?: boolean;
  /** How many proxies of one's own stand before this server. Default: 0. */
  readonly trustProxy?: number;
  /** The sender's, where a framework has found it out. */
  readonly address?: string | undefined;
}

const noBody: readonly string[] = ['GET', 'HEAD'];

/**
 * A `Request` over a Node message. Method, URL, headers and the raw bytes are there at once; the platform's own
 * `Request`, which costs more than all the rest of a webhook, is made only for who asks for more.
 */
class NodeRequest {
  readonly method: string;
  readonly url: string;
  readonly duplex = 'half';
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #options: ToRequestOptions;
  #headers: Headers | undefined;
  #controller: AbortController | undefined;
  #platform: Request | undefined;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, options: ToRequestOptions) {
    this.method = incoming.method ?? 'GET';
    this.url = urlOf(incoming, options);
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#options = options;
  }

  get headers(): Headers {
    this.#headers ??= toHeaders(this.#incoming);
    return this.#headers;
  }

  /** Aborted when the sender goes away before it was answered. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      this.#controller = controller;
      const outgoing = this.#outgoing;
      const goneAway = () => {
        if (!outgoing.writableFinished) controller.abort();
      };
      if (outgoing.closed) goneAway();
      else outgoing.once('close', goneAway);
    }
    return this.#controller.signal;
  }

  get bodyUsed(): boolean {
    if (this.#platform !== undefined) return this.#platform.bodyUsed;
    if (this.#options.rawBody !== undefined) return false;
    return this.#options.parsed === true || this.#incoming.readableDidRead;
  }

  get [bodySource]() {
    if (this.#platform !== undefined) return undefined;
    return (limits: BodyLimits) => readIncoming(this.#incoming, limits, this.#options.rawBody);
  }

  get [remoteAddress]() {
    const { trustProxy = 0, address = this.#incoming.socket.remoteAddress } = this.#options;
    return addressBehind(trustProxy, address, trustProxy > 0 ? this.headers.get('x-forwarded-for') : undefined);
  }

  get body() {
    return this.#whole.body;
  }
  get cache() {
    return this.#whole.cache;
  }
  get credentials() {
    return this.#whole.credentials;
  }
  get destination() {
    return this.#whole.destination;
  }
  get integrity() {
    return this.#whole.integrity;
  }
  get keepalive() {
    return this.#whole.keepalive;
  }
  get mode() {
    return this.#whole.mode;
  }
  get redirect() {
    return this.#whole.redirect;
  }
  get referrer() {
    return this.#whole.referrer;
  }
  get referrerPolicy() {
    return this.#whole.referrerPolicy;
  }
  arrayBuffer() {
    return this.#whole.arrayBuffer();
  }
  blob() {
    return this.#whole.blob();
  }
  bytes() {
    return this.#whole.bytes();
  }
  clone() {
    return this.#whole.clone();
  }
  formData() {
    return this.#whole.formData();
  }
  json() {
    return this.#whole.json();
  }
  text() {
    return this.#whole.text();
  }

  get #whole(): Request {
    this.#platform ??= new Request(this.url, {
      method: this.method,
      headers: this.headers,
      signal: this.signal,
      ...(noBody.includes(this.method) ? {} : { body: this.#bodyInit(), duplex: 'half' }),
    } as RequestInit);
    return this.#platform;
  }

  #bodyInit(): BodyInit {
    const { rawBody } = this.#options;
    return rawBody === undefined
      ? (Readable.toWeb(this.#incoming) as unknown as ReadableStream)
      : (rawBody as Uint8Array<ArrayBuffer>);
  }
}
// So that `instanceof Request` holds, for handlers that ask.
Object.setPrototypeOf(NodeRequest.prototype, Request.prototype);

export const toRequest = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: ToRequestOptions = {},
): Request => new NodeRequest(incoming, outgoing, options) as unknown as Request;

const plainHost = /^[\w.-]+(:\d+)?$|^\[[\da-fA-F:.]+\](:\d+)?$/;

function urlOf(incoming: IncomingMessage, { origin, path = incoming.url ?? '/' }: ToRequestOptions): string {
  // In absolute form only a proxy's client sends it; its origin is the sender's word and is not used.
  const target = path.startsWith('/') ? path : '/';
  if (origin !== undefined) return origin + target;
  const host = incoming.headers.host;
  return `http://${host !== undefined && plainHost.test(host) ? host : 'localhost'}${target}`;
}
