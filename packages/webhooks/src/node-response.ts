import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';

const drainLimitMs = 2_000;

/** Write a `Response` to a Node response: streamed, at the pace of the reader, and cancelled when the reader leaves. */
export async function sendResponse(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (outgoing.destroyed) {
    await response.body?.cancel();
    return;
  }
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of response.headers) headers[name] = value;
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  if (!incoming.readableEnded && hasBody(incoming)) dropRest(incoming, outgoing);
  outgoing.writeHead(response.status, headers);
  if (response.body === null || incoming.method === 'HEAD') {
    outgoing.end();
    await response.body?.cancel();
    return;
  }
  await sendBody(response.body, outgoing);
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/**
 * A body that nobody reads to its end (too large, refused early). Closing at once would reset the connection under the
 * answer, so Node discards the rest; a sender that takes too long over it is cut off.
 */
function dropRest(incoming: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.once('finish', () => {
    if (incoming.readableEnded) return;
    const timer = setTimeout(() => incoming.destroy(), drainLimitMs);
    timer.unref();
    incoming.once('close', () => clearTimeout(timer));
    incoming.resume();
  });
}

async function sendBody(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  outgoing.once('close', cancel);
  // A stream that has no first chunk yet, such as server-sent events, shows its headers meanwhile.
  const flush = setImmediate(() => outgoing.flushHeaders());
  for (;;) {
    const { done, value } = await reader.read();
    clearImmediate(flush);
    if (done || outgoing.destroyed) break;
    if (!outgoing.write(value)) await Promise.race([once(outgoing, 'drain'), once(outgoing, 'close')]);
  }
  outgoing.off('close', cancel);
  outgoing.end();
}
