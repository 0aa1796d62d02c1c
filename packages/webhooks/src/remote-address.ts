/** How a host hands over the sender's IP address: on its `Request` under this symbol, where it knows it. */
export const remoteAddress = Symbol.for('deskrail.remoteAddress');

export const remoteAddressOf = (request: Request): string | undefined =>
  (request as { [remoteAddress]?: string | undefined })[remoteAddress];

/**
 * Put the sender's address on a `Request`, where it is learnt elsewhere: in a worker `withRemoteAddress(request,
 * request.headers.get('cf-connecting-ip'))`. It is believed, so take it only from who cannot be spoken for.
 */
export function withRemoteAddress(request: Request, address: string | null | undefined): Request {
  if (address) Object.defineProperty(request, remoteAddress, { value: plainAddress(address) });
  return request;
}

/**
 * The sender behind so many proxies of one's own. Each appends to `X-Forwarded-For` whom it was called by; what is left of
 * these the sender may have written itself, and is not believed.
 */
export function addressBehind(
  hops: number,
  socket: string | undefined,
  forwardedFor: string | null | undefined,
): string | undefined {
  if (hops > 0 && forwardedFor) {
    const path = forwardedFor.split(',');
    const first = path[Math.max(0, path.length - hops)]?.trim();
    if (first) return plainAddress(first);
  }
  return socket === undefined ? undefined : plainAddress(socket);
}

/** Without a port, and IPv4 as such: `::ffff:192.0.2.1` is how a socket of both families writes 192.0.2.1. */
function plainAddress(address: string): string {
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(address) ?? [];
  const [, v4] = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(bracketed ?? address) ?? [];
  return v4 ?? bracketed ?? address;
}
